//! What is part of the program besides code: typefaces and pictures. Sounds are beside what plays them, words beside what says them.

/// Text, regular.
pub const TEXT_REGULAR: &[u8] = include_bytes!("../../assets/fonts/text_regular.ttf");
/// Text, medium.
pub const TEXT_MEDIUM: &[u8] = include_bytes!("../../assets/fonts/text_medium.ttf");
/// Text, bold.
pub const TEXT_BOLD: &[u8] = include_bytes!("../../assets/fonts/text_bold.ttf");
/// Scores and the name of the game.
pub const SCORE: &[u8] = include_bytes!("../../assets/fonts/score.ttf");
/// Icons.
pub const ICONS: &[u8] = include_bytes!("../../assets/icons/icons.ttf");

/// Makes the list of pictures, by id.
macro_rules! pictures {
    ($($slug:literal),* $(,)?) => {
        /// The profile pictures by id: slug and PNG of 128 pixels.
        pub const PICTURES: &[(&str, &[u8])] =
            &[$(($slug, include_bytes!(concat!("../../assets/profile_pictures/", $slug, "_medium.png")))),*];
    };
}

pictures!(
    "guest",
    "register",
    "tournament_winner",
    "tournament_master",
    "tournament_god",
    "clash_winner",
    "clash_master",
    "clash_god",
    "duel_winner",
    "duel_master",
    "duel_god",
    "ranked_bronze",
    "ranked_silver",
    "ranked_gold",
    "ranked_diamond",
    "ranked_master",
    "ranked_mythic",
    "fun_player",
    "scorer",
    "god_scorer",
    "one_friend",
    "popular_guy",
    "win_streak_player",
);

/// Makes the list of the icons of the ladder.
macro_rules! tiers {
    ($($name:literal),* $(,)?) => {
        /// The icons of the tiers, the lowest first: name and PNG of 64 pixels.
        pub const TIERS: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("../../assets/tiers/", $name, ".png")))),*];
    };
}

tiers!("unranked", "bronze", "silver", "gold", "diamond", "master", "mythic");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_are_those_of_the_contract_in_its_order() {
        let ours: Vec<&str> = PICTURES.iter().map(|(slug, _)| *slug).collect();
        let theirs: Vec<&str> = common::api::users::PICTURES.iter().map(|(slug, _)| *slug).collect();
        assert_eq!(ours, theirs);
    }
}
