//! The description of the API as OpenAPI, from the types and the routes, and the page that shows it.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use common::api::error::{ErrorBody, ErrorCode};
use http::header::LOCATION;
use http::{HeaderValue, Method, StatusCode};
use utoipa::openapi::path::{HttpMethod, Operation as Described, OperationBuilder, ParameterBuilder, ParameterIn, Paths};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Components, Object, Type as JsonType};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content as Media, Info, OpenApi, OpenApiBuilder, Ref, Required, ResponseBuilder};
use utoipa_swagger_ui::Config;
use warp::reply::Response;

use super::operations::{self, Content, Operation};
use crate::http::{Access, Answer, Call, Route, reply};

/// Where the description is.
const PATH: &str = "/api/openapi.json";
/// What the way of proving who calls is called.
const BEARER: &str = "bearer";

static DESCRIPTION: LazyLock<Bytes> = LazyLock::new(|| {
    let description = describe(&crate::http::slices());
    Bytes::from(serde_json::to_vec(&description).expect("a description has only string keys"))
});

static PAGE: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::new([PATH])));

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::open(Method::GET, PATH, |_| async { Ok(reply::bytes("application/json", DESCRIPTION.clone())) }),
        Route::open(Method::GET, "/api/docs/", docs),
        Route::open(Method::GET, "/api/docs/{file}", |call| async move { docs_file(call.params.first().map_or("", String::as_str)) }),
    ]
}

/// The page; its links are relative, so its own address must end in a slash.
async fn docs(call: Call) -> Answer {
    if call.path.ends_with('/') {
        return docs_file("index.html");
    }
    let mut response = Response::default();
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/api/docs/"));
    Ok(response)
}

fn docs_file(name: &str) -> Answer {
    match utoipa_swagger_ui::serve(name, PAGE.clone()) {
        Ok(Some(file)) => Ok(reply::bytes(&file.content_type, file.bytes.into_owned())),
        Ok(None) | Err(_) => Err(ErrorCode::NotFound.into()),
    }
}

fn describe(routes: &[Route]) -> OpenApi {
    let operations = operations::all();
    let mut components = Components::new();
    for needed in operations::others() {
        components = (needed.define)(components);
    }
    let mut paths = Paths::new();
    for route in routes {
        let Some(operation) = operations.iter().find(|one| one.method == route.method.as_str() && one.path == route.pattern) else {
            continue;
        };
        let answer = if let Content::Json(answer) = operation.answer { Some(answer) } else { None };
        for needed in operation.body.into_iter().chain(answer) {
            components = (needed.define)(components);
        }
        if let Some(method) = method(&route.method) {
            paths.add_path_operation(route.pattern, vec![method], described(operation, route));
        }
    }
    components.add_security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let mut info = Info::new("Rebound", env!("CARGO_PKG_VERSION"));
    info.description = Some("Every path is also served without its last slash.".to_owned());
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

fn described(operation: &Operation, route: &Route) -> Described {
    let mut described = OperationBuilder::new().summary(Some(operation.summary));
    for name in route.pattern.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        described = described.parameter(parameter(name, ParameterIn::Path, Required::True, JsonType::String));
    }
    if operation.paged {
        for name in ["limit", "offset"] {
            described = described.parameter(parameter(name, ParameterIn::Query, Required::False, JsonType::Integer));
        }
    }
    if let Some(body) = operation.body {
        let body = RequestBodyBuilder::new().content("application/json", Media::new(Some((body.schema)()))).build();
        described = described.request_body(Some(body));
    }
    let answer = ResponseBuilder::new().description(operation.summary);
    let answer = match operation.answer {
        Content::Nothing => answer,
        Content::Json(answered) => answer.content("application/json", Media::new(Some((answered.schema)()))),
        Content::Other(content_type) => answer.content(content_type, Media::new(Some(Object::with_type(JsonType::String)))),
    };
    let refusal = Media::new(Some(Ref::from_schema_name(<ErrorBody as utoipa::ToSchema>::name())));
    let refusal = ResponseBuilder::new().description("A refusal").content("application/json", refusal);
    described = described.response(operation.status.to_string(), answer.build()).response("default", refusal.build());
    let bearer = SecurityRequirement::new::<_, [&str; 0], &str>(BEARER, []);
    let described = match route.access {
        Access::Open => described,
        // Either of the two.
        Access::Optional => described.security(SecurityRequirement::default()).security(bearer),
        Access::Users | Access::Accounts | Access::Service => described.security(bearer),
    };
    described.build()
}

fn parameter(name: &str, place: ParameterIn, required: Required, kind: JsonType) -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(Object::with_type(kind))).build()
}

fn method(method: &Method) -> Option<HttpMethod> {
    match method.as_str() {
        "GET" => Some(HttpMethod::Get),
        "POST" => Some(HttpMethod::Post),
        "PUT" => Some(HttpMethod::Put),
        "PATCH" => Some(HttpMethod::Patch),
        "DELETE" => Some(HttpMethod::Delete),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let served: BTreeSet<_> = crate::http::slices().iter().map(|route| (route.method.to_string(), route.pattern)).collect();
        let described: BTreeSet<_> = operations::all().iter().map(|one| (one.method.to_owned(), one.path)).collect();
        assert_eq!(served, described);
    }

    #[test]
    fn every_type_that_is_named_is_defined() {
        let text = std::str::from_utf8(&DESCRIPTION).unwrap();
        let description: serde_json::Value = serde_json::from_str(text).unwrap();
        for named in text.split("\"#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(description["components"]["schemas"][named].is_object(), "{named}");
        }
        assert_eq!(description["paths"]["/api/users/me/"]["patch"]["security"][0][BEARER], serde_json::json!([]));
        assert!(description["paths"]["/api/auth/login/"]["post"]["security"].is_null());
    }
}
