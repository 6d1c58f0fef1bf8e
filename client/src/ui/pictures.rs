//! Profile pictures, read once each and drawn round.

use std::collections::BTreeMap;
use std::sync::Mutex;

use bevy::asset::RenderAssetUsages;
use bevy::image::{CompressedImageFormats, Image, ImageSampler, ImageType};
use bevy::prelude::Resource;
use common::ids::PictureId;
use egui::{Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2};

use crate::assets;

/// The pictures that were shown so far.
#[derive(Resource, Default)]
pub struct Pictures(Mutex<BTreeMap<PictureId, TextureHandle>>);

impl Pictures {
    /// Paints a picture into a rectangle, with this part of its opacity.
    pub fn paint(&self, painter: &Painter, id: PictureId, rect: Rect, opacity: f32) {
        let texture = self.texture(painter.ctx(), id);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), rect, whole, Color32::WHITE.gamma_multiply(opacity.clamp(0.0, 1.0)));
    }

    fn texture(&self, ctx: &Context, id: PictureId) -> TextureHandle {
        let mut known = self.0.lock().expect("nothing panics while it is held");
        known.entry(id).or_insert_with(|| load(ctx, id)).clone()
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
}
