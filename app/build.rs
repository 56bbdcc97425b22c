//! Turns the catalogues under `locales/` into the module `i18n`.
//!
//! Every folder of `locales/` is a language: a new language is a new folder, without a change here.

#[cfg(feature = "ssr")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use leptos_i18n_build::options::CodegenOptions;
    use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

    /// The language of the texts that a catalogue lacks.
    const DEFAULT: &str = "it";

    let mut languages = Vec::new();
    for entry in std::fs::read_dir("locales")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != DEFAULT {
            languages.push(name);
        }
    }
    languages.sort();
    let config = Config::new(DEFAULT)?
        .add_locales(languages)?
        .add_namespaces(["ui", "checkout", "backoffice"])?
        .parse_options(ParseOptions::default().interpolate_display(true));
    let catalogue = TranslationsInfos::parse(config)?;
    catalogue.emit_diagnostics();
    catalogue.rerun_if_locales_changed();
    let generated = "#![allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic, clippy::as_conversions, clippy::str_to_string, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]";
    let options = CodegenOptions::new()
        .top_level_attributes(Some(generated.parse()?))
        .gen_docs(false);
    let target = std::path::PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    catalogue.generate_i18n_module_with_options(target.join("i18n"), options)?;
    Ok(())
}

#[cfg(not(feature = "ssr"))]
fn main() {}
