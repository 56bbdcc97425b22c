use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use url::Url;

use super::grant::Grant;
use super::level::Level;
use super::person::{DemoPerson, PEOPLE};
use super::{Client, Fault, Shared, lock};
use crate::page::{Page, escape};

/// The parameters of an authorization request, and what the person decided.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Params {
    client_id: String,
    response_type: String,
    scope: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
    acr_values: String,
    idp: String,
    person: String,
    decision: String,
}

/// Why the login page is not shown.
enum Refusal {
    /// The callback cannot be trusted, so the person is told.
    Page(&'static str),
    /// The relying party is told.
    Redirect(&'static str, &'static str),
}

/// Shows the login page.
pub(super) async fn ask(
    State(shared): State<Arc<Shared>>,
    query: Result<Query<Params>, QueryRejection>,
) -> Response {
    let Ok(Query(params)) = query else {
        return refuse(
            &shared,
            &Params::default(),
            &Refusal::Page("richiesta malformata"),
        );
    };
    match check(&shared, &params) {
        Ok(client) => login_page(&shared, &params, client),
        Err(refusal) => refuse(&shared, &params, &refusal),
    }
}

/// Carries out what the person decided.
pub(super) async fn decide(
    State(shared): State<Arc<Shared>>,
    form: Result<Form<Params>, FormRejection>,
) -> Response {
    let Ok(Form(params)) = form else {
        return refuse(
            &shared,
            &Params::default(),
            &Refusal::Page("richiesta malformata"),
        );
    };
    let result = check(&shared, &params).and_then(|_| match params.decision.as_str() {
        "cancel" => Err(Refusal::Redirect("access_denied", "ErrorCode nr25")),
        _ => grant(&shared, &params),
    });
    match result {
        Ok(code) => redirect(&shared, &params, &[("code", &code)]),
        Err(refusal) => refuse(&shared, &params, &refusal),
    }
}

/// The rules of the SPID and CIE profiles for the parameters in the address.
fn check<'s>(shared: &'s Shared, params: &Params) -> Result<&'s Client, Refusal> {
    let client = shared
        .config
        .clients
        .iter()
        .find(|client| client.id == params.client_id)
        .ok_or(Refusal::Page("client_id sconosciuto"))?;
    if !client.redirect_uris.contains(&params.redirect_uri) {
        return Err(Refusal::Page("redirect_uri non registrata"));
    }
    if params.response_type != "code" {
        return Err(Refusal::Redirect(
            "unsupported_response_type",
            "response_type must be code",
        ));
    }
    if params.scope != "openid" {
        return Err(Refusal::Redirect("invalid_scope", "scope must be openid"));
    }
    let is_random = |text: &str| {
        (32..=512).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if !is_random(&params.state) || !is_random(&params.nonce) {
        let reason = "state and nonce need 32 letters and digits";
        return Err(Refusal::Redirect("invalid_request", reason));
    }
    if params.code_challenge_method != "S256" || params.code_challenge.len() != 43 {
        return Err(Refusal::Redirect(
            "invalid_request",
            "PKCE with S256 is required",
        ));
    }
    let is_known = |acr: &str| Level::ALL.iter().any(|level| level.acr() == acr);
    if !params.acr_values.split_ascii_whitespace().all(is_known) {
        return Err(Refusal::Redirect("invalid_request", "unknown acr_values"));
    }
    if !["", "spid", "cie"].contains(&params.idp.as_str()) {
        return Err(Refusal::Redirect("invalid_request", "unknown idp"));
    }
    Ok(client)
}

fn grant(shared: &Shared, params: &Params) -> Result<String, Refusal> {
    let person = DemoPerson::find(&params.person).ok_or(Refusal::Page("persona sconosciuta"))?;
    let code = shared.config.random.hex::<32>();
    let grant = Grant {
        person,
        subject: shared.config.random.hex::<16>(),
        client_id: params.client_id.clone(),
        redirect_uri: params.redirect_uri.clone(),
        nonce: params.nonce.clone(),
        code_challenge: params.code_challenge.clone(),
        granted_at: shared.config.clock.now(),
    };
    if lock(&shared.grants).add_code(code.clone(), grant) {
        Ok(code)
    } else {
        Err(Refusal::Redirect(
            "temporarily_unavailable",
            "too many logins",
        ))
    }
}

fn refuse(shared: &Shared, params: &Params, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Page(reason) => {
            let body = format!("<p>La richiesta di accesso non è valida: {reason}.</p>");
            Page::new("Accesso non possibile", &shared.base_path, body)
                .status(StatusCode::BAD_REQUEST)
                .into_response()
        }
        Refusal::Redirect(error, description) => {
            let fields = [("error", *error), ("error_description", *description)];
            redirect(shared, params, &fields)
        }
    }
}

/// Back to the relying party, whose address was checked before.
fn redirect(shared: &Shared, params: &Params, fields: &[(&str, &str)]) -> Response {
    let Ok(mut url) = Url::parse(&params.redirect_uri) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    {
        let mut query = url.query_pairs_mut();
        query
            .extend_pairs(fields)
            .append_pair("state", &params.state);
        if shared.has(Fault::WrongResponseIssuer) {
            query.append_pair("iss", "https://another.example.org");
        } else if !shared.has(Fault::NoResponseIssuer) {
            query.append_pair("iss", &shared.config.issuer);
        }
    }
    let headers = [
        (header::LOCATION, String::from(url)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn login_page(shared: &Shared, params: &Params, client: &Client) -> Response {
    let (title, kind) = match params.idp.as_str() {
        "spid" => ("Entra con SPID (simulato)", "SPID"),
        "cie" => ("Entra con CIE (simulato)", "CIE"),
        _ => ("Entra con SPID o CIE (simulato)", "SPID o CIE"),
    };
    let mut body = format!(
        "<p class=\"provider {idp}\">{kind}</p>\n\
         <p>Questa pagina fa le veci di {kind}: nessuna credenziale viene chiesta. \
         Scegli la persona dimostrativa con cui accedere a <strong>{client}</strong>.</p>\n\
         <form method=\"post\" action=\"{base}/oidc/authorize\">\n{fields}\
         <fieldset>\n<legend>Persone dimostrative</legend>\n<ul class=\"people\">\n",
        idp = escape(&params.idp),
        client = escape(&client.id),
        base = escape(&shared.base_path),
        fields = hidden_fields(params),
    );
    for person in &PEOPLE {
        let code = person.fiscal_code;
        // Writing to a String does not fail.
        let _ = writeln!(
            body,
            "<li><button class=\"primary\" name=\"person\" value=\"{code}\" aria-describedby=\"{code}\">{} {}\
             </button>\n<p class=\"hint\" id=\"{code}\">{}; livello {}; codice fiscale {code}</p>\
             </li>",
            person.given_name,
            person.family_name,
            person.part,
            person.level.number(),
        );
    }
    body.push_str(
        "</ul>\n</fieldset>\n<p class=\"actions\"><button name=\"decision\" value=\"cancel\">\
         Annulla</button></p>\n</form>",
    );
    let origin = Url::parse(&params.redirect_uri)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    Page::new(title, &shared.base_path, body)
        .form_action(&origin)
        .into_response()
}

/// The request goes through the page, so that the provider keeps nothing until somebody decides;
/// it is checked again then.
fn hidden_fields(params: &Params) -> String {
    let fields = [
        ("client_id", &params.client_id),
        ("response_type", &params.response_type),
        ("scope", &params.scope),
        ("redirect_uri", &params.redirect_uri),
        ("state", &params.state),
        ("nonce", &params.nonce),
        ("code_challenge", &params.code_challenge),
        ("code_challenge_method", &params.code_challenge_method),
        ("acr_values", &params.acr_values),
        ("idp", &params.idp),
    ];
    let mut html = String::new();
    for (name, value) in fields {
        let value = escape(value);
        // Writing to a String does not fail.
        let _ = writeln!(
            html,
            "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"
        );
    }
    html
}
