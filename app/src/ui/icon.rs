use leptos::prelude::*;

/// The pictograms in use: outlines on a grid of 24, from the set Tabler Icons (MIT licence).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after what it shows")]
pub enum Icon {
    ArrowLeft,
    ArrowRight,
    Ban,
    Bell,
    Building,
    BuildingBank,
    Calendar,
    ChartBar,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    CircleCheck,
    CircleDashed,
    CircleX,
    Clock,
    Close,
    Code,
    Copy,
    CreditCard,
    DeviceMobile,
    Download,
    Error,
    Exit,
    External,
    Eye,
    File,
    Filter,
    Help,
    Home,
    Hourglass,
    Info,
    Key,
    Keyboard,
    Language,
    List,
    Lock,
    Mail,
    Menu,
    Pencil,
    Plus,
    Print,
    QrCode,
    Receipt,
    Refresh,
    Route,
    Search,
    Send,
    Settings,
    Share,
    Shield,
    Sort,
    SortDown,
    SortUp,
    Spinner,
    Trash,
    Upload,
    User,
    Users,
    Warning,
}

impl Icon {
    /// The outline, as the data of SVG paths.
    #[expect(clippy::too_many_lines, reason = "a table, one line for each picture")]
    const fn outline(self) -> &'static [&'static str] {
        match self {
            Self::ArrowLeft => &["M5 12l14 0", "M5 12l6 6", "M5 12l6 -6"],
            Self::ArrowRight => &["M5 12l14 0", "M13 18l6 -6", "M13 6l6 6"],
            Self::Ban => &["M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0", "M5.7 5.7l12.6 12.6"],
            Self::Bell => &[
                "M10 5a2 2 0 1 1 4 0a7 7 0 0 1 4 6v3a4 4 0 0 0 2 3h-16a4 4 0 0 0 2 -3v-3a7 7 0 0 1 4 -6",
                "M9 17v1a3 3 0 0 0 6 0v-1",
            ],
            Self::Building => &[
                "M3 21l18 0",
                "M9 8l1 0",
                "M9 12l1 0",
                "M9 16l1 0",
                "M14 8l1 0",
                "M14 12l1 0",
                "M14 16l1 0",
                "M5 21v-16a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v16",
            ],
            Self::BuildingBank => &[
                "M3 21l18 0",
                "M3 10l18 0",
                "M5 6l7 -3l7 3",
                "M4 10l0 11",
                "M20 10l0 11",
                "M8 14l0 3",
                "M12 14l0 3",
                "M16 14l0 3",
            ],
            Self::Calendar => &[
                "M4 7a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2v-12",
                "M16 3v4",
                "M8 3v4",
                "M4 11h16",
            ],
            Self::ChartBar => &[
                "M3 13a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v6a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -6",
                "M15 9a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v10a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -10",
                "M9 5a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v14a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -14",
                "M4 20h14",
            ],
            Self::Check => &["M5 12l5 5l10 -10"],
            Self::ChevronDown => &["M6 9l6 6l6 -6"],
            Self::ChevronLeft => &["M15 6l-6 6l6 6"],
            Self::ChevronRight => &["M9 6l6 6l-6 6"],
            Self::CircleCheck => &["M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0", "M9 12l2 2l4 -4"],
            Self::CircleDashed => &[
                "M8.56 3.69a9 9 0 0 0 -2.92 1.95",
                "M3.69 8.56a9 9 0 0 0 -.69 3.44",
                "M3.69 15.44a9 9 0 0 0 1.95 2.92",
                "M8.56 20.31a9 9 0 0 0 3.44 .69",
                "M15.44 20.31a9 9 0 0 0 2.92 -1.95",
                "M20.31 15.44a9 9 0 0 0 .69 -3.44",
                "M20.31 8.56a9 9 0 0 0 -1.95 -2.92",
                "M15.44 3.69a9 9 0 0 0 -3.44 -.69",
            ],
            Self::CircleX => &[
                "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0",
                "M10 10l4 4m0 -4l-4 4",
            ],
            Self::Clock => &["M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0", "M12 7v5l3 3"],
            Self::Close => &["M18 6l-12 12", "M6 6l12 12"],
            Self::Code => &["M7 8l-4 4l4 4", "M17 8l4 4l-4 4", "M14 4l-4 16"],
            Self::Copy => &[
                "M7 9.667a2.667 2.667 0 0 1 2.667 -2.667h8.666a2.667 2.667 0 0 1 2.667 2.667v8.666a2.667 2.667 0 0 1 -2.667 2.667h-8.666a2.667 2.667 0 0 1 -2.667 -2.667l0 -8.666",
                "M4.012 16.737a2.005 2.005 0 0 1 -1.012 -1.737v-10c0 -1.1 .9 -2 2 -2h10c.75 0 1.158 .385 1.5 1",
            ],
            Self::CreditCard => &[
                "M3 8a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v8a3 3 0 0 1 -3 3h-12a3 3 0 0 1 -3 -3l0 -8",
                "M3 10l18 0",
                "M7 15l.01 0",
                "M11 15l2 0",
            ],
            Self::DeviceMobile => &[
                "M6 5a2 2 0 0 1 2 -2h8a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-8a2 2 0 0 1 -2 -2v-14",
                "M11 4h2",
                "M12 17v.01",
            ],
            Self::Download => &[
                "M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2 -2v-2",
                "M7 11l5 5l5 -5",
                "M12 4l0 12",
            ],
            Self::Error => &[
                "M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0",
                "M12 8v4",
                "M12 16h.01",
            ],
            Self::Exit => &[
                "M14 8v-2a2 2 0 0 0 -2 -2h-7a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2 -2v-2",
                "M9 12h12l-3 -3",
                "M18 15l3 -3",
            ],
            Self::External => &[
                "M12 6h-6a2 2 0 0 0 -2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2 -2v-6",
                "M11 13l9 -9",
                "M15 4h5v5",
            ],
            Self::Eye => &[
                "M10 12a2 2 0 1 0 4 0a2 2 0 0 0 -4 0",
                "M21 12c-2.4 4 -5.4 6 -9 6c-3.6 0 -6.6 -2 -9 -6c2.4 -4 5.4 -6 9 -6c3.6 0 6.6 2 9 6",
            ],
            Self::File => &[
                "M14 3v4a1 1 0 0 0 1 1h4",
                "M17 21h-10a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2h7l5 5v11a2 2 0 0 1 -2 2",
                "M9 9l1 0",
                "M9 13l6 0",
                "M9 17l6 0",
            ],
            Self::Filter => &[
                "M4 4h16v2.172a2 2 0 0 1 -.586 1.414l-4.414 4.414v7l-6 2v-8.5l-4.48 -4.928a2 2 0 0 1 -.52 -1.345v-2.227",
            ],
            Self::Help => &[
                "M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0",
                "M12 16v.01",
                "M12 13a2 2 0 0 0 .914 -3.782a1.98 1.98 0 0 0 -2.414 .483",
            ],
            Self::Home => &[
                "M5 12l-2 0l9 -9l9 9l-2 0",
                "M5 12v7a2 2 0 0 0 2 2h10a2 2 0 0 0 2 -2v-7",
                "M9 21v-6a2 2 0 0 1 2 -2h2a2 2 0 0 1 2 2v6",
            ],
            Self::Hourglass => &[
                "M6.5 7h11",
                "M6.5 17h11",
                "M6 20v-2a6 6 0 1 1 12 0v2a1 1 0 0 1 -1 1h-10a1 1 0 0 1 -1 -1",
                "M6 4v2a6 6 0 1 0 12 0v-2a1 1 0 0 0 -1 -1h-10a1 1 0 0 0 -1 1",
            ],
            Self::Info => &[
                "M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0",
                "M12 9h.01",
                "M11 12h1v4h1",
            ],
            Self::Key => &[
                "M16.555 3.843l3.602 3.602a2.877 2.877 0 0 1 0 4.069l-2.643 2.643a2.877 2.877 0 0 1 -4.069 0l-.301 -.301l-6.558 6.558a2 2 0 0 1 -1.239 .578l-.175 .008h-1.172a1 1 0 0 1 -.993 -.883l-.007 -.117v-1.172a2 2 0 0 1 .467 -1.284l.119 -.13l.414 -.414h2v-2h2v-2l2.144 -2.144l-.301 -.301a2.877 2.877 0 0 1 0 -4.069l2.643 -2.643a2.877 2.877 0 0 1 4.069 0",
                "M15 9h.01",
            ],
            Self::Keyboard => &[
                "M2 8a2 2 0 0 1 2 -2h16a2 2 0 0 1 2 2v8a2 2 0 0 1 -2 2h-16a2 2 0 0 1 -2 -2l0 -8",
                "M6 10l0 .01",
                "M10 10l0 .01",
                "M14 10l0 .01",
                "M18 10l0 .01",
                "M6 14l0 .01",
                "M18 14l0 .01",
                "M10 14l4 .01",
            ],
            Self::Language => &[
                "M9 6.371c0 4.418 -2.239 6.629 -5 6.629",
                "M4 6.371h7",
                "M5 9c0 2.144 2.252 3.908 6 4",
                "M12 20l4 -9l4 9",
                "M19.1 18h-6.2",
                "M6.694 3l.793 .582",
            ],
            Self::List => &[
                "M13 5h8",
                "M13 9h5",
                "M13 15h8",
                "M13 19h5",
                "M3 5a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4",
                "M3 15a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4",
            ],
            Self::Lock => &[
                "M5 13a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-6",
                "M11 16a1 1 0 1 0 2 0a1 1 0 0 0 -2 0",
                "M8 11v-4a4 4 0 1 1 8 0v4",
            ],
            Self::Mail => &[
                "M3 7a2 2 0 0 1 2 -2h14a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-10",
                "M3 7l9 6l9 -6",
            ],
            Self::Menu => &["M4 6l16 0", "M4 12l16 0", "M4 18l16 0"],
            Self::Pencil => &[
                "M4 20h4l10.5 -10.5a2.828 2.828 0 1 0 -4 -4l-10.5 10.5v4",
                "M13.5 6.5l4 4",
            ],
            Self::Plus => &["M12 5l0 14", "M5 12l14 0"],
            Self::Print => &[
                "M17 17h2a2 2 0 0 0 2 -2v-4a2 2 0 0 0 -2 -2h-14a2 2 0 0 0 -2 2v4a2 2 0 0 0 2 2h2",
                "M17 9v-4a2 2 0 0 0 -2 -2h-6a2 2 0 0 0 -2 2v4",
                "M7 15a2 2 0 0 1 2 -2h6a2 2 0 0 1 2 2v4a2 2 0 0 1 -2 2h-6a2 2 0 0 1 -2 -2l0 -4",
            ],
            Self::QrCode => &[
                "M4 5a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4",
                "M7 17l0 .01",
                "M14 5a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4",
                "M7 7l0 .01",
                "M4 15a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4",
                "M17 7l0 .01",
                "M14 14l3 0",
                "M20 14l0 .01",
                "M14 14l0 3",
                "M14 20l3 0",
                "M17 17l3 0",
                "M20 17l0 3",
            ],
            Self::Receipt => &[
                "M5 21v-16a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v16l-3 -2l-2 2l-2 -2l-2 2l-2 -2l-3 2m4 -14h6m-6 4h6m-2 4h2",
            ],
            Self::Refresh => &[
                "M20 11a8.1 8.1 0 0 0 -15.5 -2m-.5 -4v4h4",
                "M4 13a8.1 8.1 0 0 0 15.5 2m.5 4v-4h-4",
            ],
            Self::Route => &[
                "M3 19a2 2 0 1 0 4 0a2 2 0 0 0 -4 0",
                "M19 7a2 2 0 1 0 0 -4a2 2 0 0 0 0 4",
                "M11 19h5.5a3.5 3.5 0 0 0 0 -7h-8a3.5 3.5 0 0 1 0 -7h4.5",
            ],
            Self::Search => &["M3 10a7 7 0 1 0 14 0a7 7 0 1 0 -14 0", "M21 21l-6 -6"],
            Self::Send => &[
                "M10 14l11 -11",
                "M21 3l-6.5 18a.55 .55 0 0 1 -1 0l-3.5 -7l-7 -3.5a.55 .55 0 0 1 0 -1l18 -6.5",
            ],
            Self::Settings => &[
                "M10.325 4.317c.426 -1.756 2.924 -1.756 3.35 0a1.724 1.724 0 0 0 2.573 1.066c1.543 -.94 3.31 .826 2.37 2.37a1.724 1.724 0 0 0 1.065 2.572c1.756 .426 1.756 2.924 0 3.35a1.724 1.724 0 0 0 -1.066 2.573c.94 1.543 -.826 3.31 -2.37 2.37a1.724 1.724 0 0 0 -2.572 1.065c-.426 1.756 -2.924 1.756 -3.35 0a1.724 1.724 0 0 0 -2.573 -1.066c-1.543 .94 -3.31 -.826 -2.37 -2.37a1.724 1.724 0 0 0 -1.065 -2.572c-1.756 -.426 -1.756 -2.924 0 -3.35a1.724 1.724 0 0 0 1.066 -2.573c-.94 -1.543 .826 -3.31 2.37 -2.37c1 .608 2.296 .07 2.572 -1.065",
                "M9 12a3 3 0 1 0 6 0a3 3 0 0 0 -6 0",
            ],
            Self::Share => &[
                "M3 12a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
                "M15 6a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
                "M15 18a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
                "M8.7 10.7l6.6 -3.4",
                "M8.7 13.3l6.6 3.4",
            ],
            Self::Shield => &[
                "M11.46 20.846a12 12 0 0 1 -7.96 -14.846a12 12 0 0 0 8.5 -3a12 12 0 0 0 8.5 3a12 12 0 0 1 -.09 7.06",
                "M15 19l2 2l4 -4",
            ],
            Self::Sort => &["M3 9l4 -4l4 4m-4 -4v14", "M21 15l-4 4l-4 -4m4 4v-14"],
            Self::SortDown => &[
                "M4 6l9 0",
                "M4 12l7 0",
                "M4 18l7 0",
                "M15 15l3 3l3 -3",
                "M18 6l0 12",
            ],
            Self::SortUp => &[
                "M4 6l7 0",
                "M4 12l7 0",
                "M4 18l9 0",
                "M15 9l3 -3l3 3",
                "M18 6l0 12",
            ],
            Self::Spinner => &["M12 3a9 9 0 1 0 9 9"],
            Self::Trash => &[
                "M4 7l16 0",
                "M10 11l0 6",
                "M14 11l0 6",
                "M5 7l1 12a2 2 0 0 0 2 2h8a2 2 0 0 0 2 -2l1 -12",
                "M9 7v-3a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v3",
            ],
            Self::Upload => &[
                "M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2 -2v-2",
                "M7 9l5 -5l5 5",
                "M12 4l0 12",
            ],
            Self::User => &[
                "M8 7a4 4 0 1 0 8 0a4 4 0 0 0 -8 0",
                "M6 21v-2a4 4 0 0 1 4 -4h4a4 4 0 0 1 4 4v2",
            ],
            Self::Users => &[
                "M5 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
                "M3 21v-2a4 4 0 0 1 4 -4h4a4 4 0 0 1 4 4v2",
                "M16 3.13a4 4 0 0 1 0 7.75",
                "M21 21v-2a4 4 0 0 0 -3 -3.85",
            ],
            Self::Warning => &[
                "M12 9v4",
                "M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636 -2.87l-8.106 -13.536a1.914 1.914 0 0 0 -3.274 0",
                "M12 16h.01",
            ],
        }
    }
}

/// An icon that only decorates the words beside it; it is hidden from screen readers.
#[component]
pub fn Glyph(
    /// Which one.
    icon: Icon,
    /// Further classes.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg
            class=format!("icon {class}")
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            {icon.outline().iter().map(|data| view! { <path d=*data></path> }).collect_view()}
        </svg>
    }
}
