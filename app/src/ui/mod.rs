//! The blocks that every page is built from, each with a preview on `/styleguide`.
//!
//! A block is rendered by the server and gets its texts from the page. What behaves in the browser
//! is an island: [`CheckedField`], [`ConfirmDialog`], [`CopyButton`], [`Countdown`] and
//! [`SubmitButton`].

mod button;
mod checked_field;
mod confirm_dialog;
mod copy_button;
mod countdown;
mod field;
mod icon;
mod optional_text;
mod rule;
mod submit_button;
mod tone;

pub use button::{Button, ButtonKind, ButtonState, LinkButton};
pub use checked_field::CheckedField;
pub use confirm_dialog::ConfirmDialog;
pub use copy_button::{CopyButton, CopySource};
pub use countdown::Countdown;
pub use field::{Field, Input, TextField};
pub use icon::{Glyph, Icon};
pub use optional_text::OptionalText;
pub use rule::Rule;
pub use submit_button::SubmitButton;
pub use tone::Tone;

#[cfg(feature = "ssr")]
mod action_bar;
#[cfg(feature = "ssr")]
mod alert;
#[cfg(feature = "ssr")]
mod badge;
#[cfg(feature = "ssr")]
mod breadcrumb;
#[cfg(feature = "ssr")]
mod checkbox;
#[cfg(feature = "ssr")]
mod choice;
#[cfg(feature = "ssr")]
mod code_viewer;
#[cfg(feature = "ssr")]
mod disclosure;
#[cfg(feature = "ssr")]
mod empty_state;
#[cfg(feature = "ssr")]
mod error_line;
#[cfg(feature = "ssr")]
mod error_summary;
#[cfg(feature = "ssr")]
mod file_field;
#[cfg(feature = "ssr")]
mod form_section;
#[cfg(feature = "ssr")]
pub mod format;
#[cfg(feature = "ssr")]
mod key_value_list;
#[cfg(feature = "ssr")]
mod language_switch;
#[cfg(feature = "ssr")]
mod page_header;
#[cfg(feature = "ssr")]
mod pager;
#[cfg(feature = "ssr")]
mod pretty;
#[cfg(feature = "ssr")]
mod progress;
#[cfg(feature = "ssr")]
mod radio_cards;
#[cfg(feature = "ssr")]
mod select_field;
#[cfg(feature = "ssr")]
mod skeleton;
#[cfg(feature = "ssr")]
mod spot;
#[cfg(feature = "ssr")]
mod stepper;
#[cfg(all(feature = "ssr", feature = "checkout"))]
pub(crate) mod styleguide;
#[cfg(feature = "ssr")]
mod table;
#[cfg(feature = "ssr")]
mod tabs;
#[cfg(feature = "ssr")]
mod text_area;
#[cfg(feature = "ssr")]
mod timeline;
#[cfg(feature = "ssr")]
mod wordmark;

#[cfg(feature = "ssr")]
pub use {
    action_bar::ActionBar,
    alert::{Alert, Announcement},
    badge::Badge,
    breadcrumb::{Breadcrumb, Crumb},
    checkbox::{Checkbox, Switch},
    choice::{Availability, Choice, Mark},
    code_viewer::CodeViewer,
    disclosure::{Disclosure, Drawer},
    empty_state::EmptyState,
    error_summary::{ErrorSummary, FieldError},
    file_field::FileField,
    form_section::FormSection,
    key_value_list::{Entry, KeyValueList},
    language_switch::LanguageSwitch,
    page_header::PageHeader,
    pager::Pager,
    pretty::{Language, Token, TokenKind, pretty},
    progress::{Done, Progress},
    radio_cards::RadioCards,
    select_field::SelectField,
    skeleton::Skeleton,
    spot::{Spot, SpotDrawing},
    stepper::Stepper,
    table::{Align, Cell, Column, FilterChip, FilterChips, Row, Sorting, Table},
    tabs::{Tab, Tabs},
    text_area::TextArea,
    timeline::{Hop, Timeline, TimelineEvent, Way},
    wordmark::Wordmark,
};
