//! The pictures of users and tiers, which are part of the program.

use common::api::error::ErrorCode;
use http::header::CACHE_CONTROL;
use http::{HeaderValue, Method};

use crate::http::{Answer, Call, Route, reply};

/// Path below `/assets/`, and bytes.
static PICTURES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pictures.rs"));

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::open(Method::GET, "/assets/profile_pictures/{file}", |call| serve("profile_pictures", call)),
        Route::open(Method::GET, "/assets/tiers/{file}", |call| serve("tiers", call)),
    ]
}

async fn serve(folder: &str, call: Call) -> Answer {
    let wanted = format!("{folder}/{}", call.params.first().map_or("", String::as_str));
    let (_, bytes) = PICTURES.iter().find(|(path, _)| *path == wanted).ok_or(ErrorCode::NotFound)?;
    let mut response = reply::bytes("image/png", *bytes);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use common::api::users::{PICTURES as NAMED, SmallProfilePicture, Tier};
    use common::ids::PictureId;

    use super::*;

    #[test]
    fn every_picture_that_the_api_names_is_served() {
        let tiers = [Tier::Unranked, Tier::Bronze, Tier::Silver, Tier::Gold, Tier::Diamond, Tier::Master, Tier::Mythic];
        let mut named: Vec<String> = tiers.map(|tier| tier.icon().to_owned()).into();
        for id in 0..NAMED.len() {
            let picture = SmallProfilePicture::of(PictureId(u8::try_from(id).unwrap()));
            named.extend([picture.small, picture.medium]);
        }
        for path in named {
            let path = path.strip_prefix("/assets/").unwrap().to_owned();
            let found = PICTURES.iter().find(|(served, _)| *served == path);
            assert!(found.is_some_and(|(_, bytes)| bytes.starts_with(b"\x89PNG")), "{path}");
        }
    }
}
