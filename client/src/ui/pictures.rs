//! Profile pictures, read once each and drawn round.

use std::collections::BTreeMap;
use std::sync::Mutex;

use bevy::asset::RenderAssetUsages;
use bevy::image::{CompressedImageFormats, Image, ImageSampler, ImageType};
use bevy::prelude::Resource;
use common::api::users::Tier;
use common::ids::PictureId;
use egui::{Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2};

use crate::assets;

/// The pictures that were shown so far, and the icons of tiers.
#[derive(Resource, Default)]
pub struct Pictures(Mutex<BTreeMap<PictureId, TextureHandle>>, Mutex<BTreeMap<Tier, TextureHandle>>);

impl Pictures {
    /// Paints a picture into a rectangle, with this part of its opacity.
    pub fn paint(&self, painter: &Painter, id: PictureId, rect: Rect, opacity: f32) {
        let texture = self.texture(painter.ctx(), id);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), rect, whole, Color32::WHITE.gamma_multiply(opacity.clamp(0.0, 1.0)));
    }

    /// Paints the icon of a tier into a rectangle.
    pub fn paint_tier(&self, painter: &Painter, tier: Tier, rect: Rect) {
        let mut known = self.1.lock().expect("nothing panics while it is held");
        let texture = known.entry(tier).or_insert_with(|| {
            let (name, bytes) = assets::TIERS[place(tier)];
            painter.ctx().load_texture(name, decode(bytes), TextureOptions::LINEAR)
        });
        painter.image(texture.id(), rect, Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)), Color32::WHITE);
    }

    fn texture(&self, ctx: &Context, id: PictureId) -> TextureHandle {
        let mut known = self.0.lock().expect("nothing panics while it is held");
        known.entry(id).or_insert_with(|| load(ctx, id)).clone()
    }
}

/// The place of a tier among [`assets::TIERS`].
const fn place(tier: Tier) -> usize {
    match tier {
        Tier::Unranked => 0,
        Tier::Bronze => 1,
        Tier::Silver => 2,
        Tier::Gold => 3,
        Tier::Diamond => 4,
        Tier::Master => 5,
        Tier::Mythic => 6,
    }
}

/// The picture of an id, or the first one for an id of a newer server.
fn load(ctx: &Context, id: PictureId) -> TextureHandle {
    let (slug, bytes) = assets::PICTURES.get(usize::from(id.0)).unwrap_or(&assets::PICTURES[0]);
    ctx.load_texture(*slug, decode(bytes), TextureOptions { mipmap_mode: None, ..TextureOptions::LINEAR })
}

/// The pixels of a PNG that is part of the program.
pub(crate) fn decode(png: &[u8]) -> ColorImage {
    let image = Image::from_buffer(
        png,
        ImageType::Extension("png"),
        CompressedImageFormats::NONE,
        true,
        ImageSampler::Default,
        RenderAssetUsages::MAIN_WORLD,
    )
    .expect("pictures of the program are PNGs");
    let image = image.try_into_dynamic().expect("PNGs have a form that has pixels").into_rgba8();
    let size = [image.width(), image.height()].map(|side| usize::try_from(side).expect("a picture fits memory"));
    ColorImage::from_rgba_unmultiplied(size, image.as_raw())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_can_be_read_and_has_something_on_it() {
        for (slug, bytes) in assets::PICTURES {
            let image = decode(bytes);
            assert_eq!(image.size, [128, 128], "{slug}");
            assert!(image.pixels.iter().any(|pixel| pixel.a() > 200), "{slug}");
        }
    }

    #[test]
    fn every_tier_has_its_own_icon() {
        for trophies in [0, 100, 500, 1000, 2000, 3000, 5000] {
            let tier = Tier::of(trophies);
            let (name, bytes) = assets::TIERS[place(tier)];
            assert_eq!(tier.icon(), format!("/assets/tiers/{name}.png"));
            assert_eq!(decode(bytes).size, [64, 64], "{name}");
        }
    }
}
