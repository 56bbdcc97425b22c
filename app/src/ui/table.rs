use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::td_string;
use crate::locale::use_locale;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What is in it.
    pub title: String,
    /// On which side.
    pub align: Align,
    /// Whether the rows can be put in its order.
    pub sorting: Sorting,
}

/// On which side of its column a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words, left.
    Words,
    /// Numbers, right, with figures of one width.
    Numbers,
}

/// Whether and how the rows are in a column's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sorting {
    /// The column has no order.
    None,
    /// Another column's order; this address gives this one's.
    Offered(String),
    /// The smallest first; this address turns it round.
    Ascending(String),
    /// The largest first; this address turns it round.
    Descending(String),
}

/// What stands in a cell.
pub struct Cell(AnyView);

/// A row of a table.
pub struct Row {
    /// One for each column; the first names the row.
    pub cells: Vec<Cell>,
}

impl Column {
    /// A column of words, without order.
    #[must_use]
    pub fn words(title: &str) -> Self {
        Self {
            title: title.into(),
            align: Align::Words,
            sorting: Sorting::None,
        }
    }

    /// A column of numbers, without order.
    #[must_use]
    pub fn numbers(title: &str) -> Self {
        Self {
            align: Align::Numbers,
            ..Self::words(title)
        }
    }

    /// With an order.
    #[must_use]
    pub fn sorted(mut self, sorting: Sorting) -> Self {
        self.sorting = sorting;
        self
    }
}

impl Cell {
    /// Anything.
    pub fn new(view: impl IntoView + 'static) -> Self {
        Self(view.into_any())
    }

    /// Words or a number, as they are.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::new(text.to_owned())
    }

    /// A code, in the face for codes.
    #[must_use]
    pub fn code(code: &str) -> Self {
        let code = code.to_owned();
        Self::new(view! { <span class="code">{code}</span> })
    }

    /// Words that lead to the row's page.
    #[must_use]
    pub fn link(text: &str, href: &str) -> Self {
        let (text, href) = (text.to_owned(), href.to_owned());
        Self::new(view! { <a class="link" href=href>{text}</a> })
    }
}

/// Rows with the same columns. On phones each row is a card.
#[component]
pub fn Table(
    /// What the rows are.
    #[prop(into)]
    caption: String,
    /// The columns.
    columns: Vec<Column>,
    /// The rows.
    rows: Vec<Row>,
) -> impl IntoView {
    let head = columns.iter().map(head_cell).collect_view();
    let body = rows
        .into_iter()
        .map(|row| body_row(row, &columns))
        .collect_view();
    view! {
        <div class="table-frame">
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn head_cell(column: &Column) -> impl IntoView + use<> {
    let title = column.title.clone();
    let (order, link) = match &column.sorting {
        Sorting::None => (None, None),
        Sorting::Offered(href) => (Some("none"), Some((href.clone(), Icon::Sort))),
        Sorting::Ascending(href) => (Some("ascending"), Some((href.clone(), Icon::SortUp))),
        Sorting::Descending(href) => (Some("descending"), Some((href.clone(), Icon::SortDown))),
    };
    let content = match link {
        None => title.into_any(),
        Some((href, icon)) => {
            view! { <a class="sort" href=href>{title} <Glyph icon class="icon-16" /></a> }
                .into_any()
        }
    };
    view! { <th scope="col" class=align_class(column.align) aria-sort=order>{content}</th> }
}

fn body_row(row: Row, columns: &[Column]) -> impl IntoView + use<> {
    let cells = row
        .cells
        .into_iter()
        .zip(columns)
        .enumerate()
        .map(|(index, (Cell(content), column))| {
            let class = align_class(column.align);
            let title = column.title.clone();
            if index == 0 {
                view! { <th scope="row" class=class data-label=title>{content}</th> }.into_any()
            } else {
                view! { <td class=class data-label=title>{content}</td> }.into_any()
            }
        })
        .collect_view();
    view! { <tr>{cells}</tr> }
}

const fn align_class(align: Align) -> &'static str {
    match align {
        Align::Words => "",
        Align::Numbers => "numbers",
    }
}

/// A filter in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterChip {
    /// What is shown ("Stato: pagata").
    pub label: String,
    /// The address of the list without it.
    pub without: String,
}

/// The filters in force, each with the way to lift it.
#[component]
pub fn FilterChips(
    /// The filters.
    chips: Vec<FilterChip>,
) -> impl IntoView {
    let locale = use_locale();
    let chips = chips
        .into_iter()
        .map(|FilterChip { label, without }| {
            let lift = td_string!(locale, ui.lift_filter, filter = label.clone()).to_string();
            view! {
                <li>
                    <a class="chip" href=without aria-label=lift>
                        {label} <Glyph icon=Icon::Close class="icon-16" />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="chips" aria-label=td_string!(locale, ui.filters)>{chips}</ul> }
}
