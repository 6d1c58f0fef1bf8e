//! What a ranked match is about for those who play it, before it and after it: in the server's own words, never computed here.

use bevy::prelude::*;
use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::{GameMode, Match, Stakes, TeamPlayer};
use common::api::stats::{GetMyStats, Stats, StatsMode};
use common::api::users::{SmallUser, Tier};
use common::ids::{MatchCode, UserId};
use egui::{Align2, Rect, RichText, Sense, Ui, vec2};

use crate::net::{Heard, NetError, Replied, RequestId, Requests};
use crate::ui::lists::lines_ui;
use crate::ui::theme::{size, space};
use crate::ui::widgets::{card, spinner};
use crate::ui::{Look, controls, fonts, words};

/// Size of the icon of a tier on the result, points.
const TIER: f32 = 48.0;

/// The match that the server told of last.
#[derive(Resource, Clone, Debug, Default)]
pub struct Announced {
    /// As it was told last.
    pub found: Option<Box<Match>>,
    asked: Option<RequestId>,
    /// Ranked wins since the last loss, once the match is over.
    pub streak: Option<i64>,
}

impl Announced {
    /// It begins.
    pub fn begin(&mut self, found: Box<Match>) {
        *self = Self { found: Some(found), ..Self::default() };
    }

    /// It is over. True: the streak has to be asked for.
    pub fn end(&mut self, over: Box<Match>) -> bool {
        let ours = self.found.as_ref().is_none_or(|found| found.code == over.code);
        if ours {
            self.begin(over);
        }
        ours && self.is_ranked()
    }

    /// The statistics were asked for.
    pub const fn asked(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    /// They came.
    pub fn answered(&mut self, id: RequestId, result: &Result<Vec<Stats>, NetError>) {
        if self.asked.take_if(|asked| *asked == id).is_some()
            && let Ok(stats) = result
        {
            let ranked = stats.iter().find(|stats| stats.game_mode == StatsMode::Ranked);
            self.streak = ranked.map(|stats| stats.current_win_streak);
        }
    }

    fn is_ranked(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.game_mode == GameMode::Ranked)
    }

    /// This match, if it is the one.
    #[must_use]
    pub fn of(&self, code: Option<MatchCode>) -> Option<&Match> {
        self.found.as_deref().filter(|found| Some(found.code) == code)
    }

    /// Whom somebody can ask for a rematch of this match: the other one of two who have accounts, as matches of guests do not count.
    /// Nobody who sits at the same keyboard.
    #[must_use]
    pub fn rival(&self, code: Option<MatchCode>, me: UserId) -> Option<&SmallUser> {
        let found = self.of(code).filter(|found| found.counts && found.game_mode != GameMode::Local)?;
        let [one, other] = [&found.teams.a, &found.teams.b].map(|team| match &team.players[..] {
            [alone] => Some(&alone.user),
            _ => None,
        });
        let (one, other) = (one?, other?);
        if one.id == me { Some(other) } else { Some(one).filter(|_| other.id == me) }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Announced>()
        .add_message::<Heard>()
        .add_message::<Replied<GetMyStats>>()
        .add_systems(Update, (hear, hear_stats).chain().in_set(crate::screen::AppSystems::Domain));
}

fn hear(mut heard: MessageReader<Heard>, mut announced: ResMut<Announced>, requests: Option<Res<Requests>>) {
    for Heard(event) in heard.read() {
        let ServerEvent::Game(event) = event else { continue };
        match event {
            GameEvent::Start(found) => announced.begin(found.clone()),
            GameEvent::Finish(over) => {
                if announced.end(over.clone())
                    && let Some(requests) = &requests
                {
                    announced.asked(requests.send(GetMyStats {}));
                }
            }
        }
    }
}

fn hear_stats(mut replies: MessageReader<Replied<GetMyStats>>, mut announced: ResMut<Announced>) {
    for reply in replies.read() {
        announced.answered(reply.id, &reply.result);
    }
}

/// The players of a ranked match with what it is about for each; nobody for any other match.
pub(super) fn staked(found: &Match) -> impl Iterator<Item = (&TeamPlayer, Stakes)> {
    let players = found.teams.a.players.iter().chain(&found.teams.b.players);
    players.filter_map(|player| Some((player, player.stakes?)))
}

/// What came of a ranked match for whoever is signed in, and why.
pub fn outcome_ui(ui: &mut Ui, look: Look<'_>, found: &Match, me: UserId, streak: Option<i64>) {
    let Some((player, stakes)) = staked(found).find(|(player, _)| player.user.id == me) else { return };
    let text = look.text;
    card(ui, look, |ui| {
        let Some(change) = player.trophies else {
            ui.horizontal(|ui| {
                spinner(ui, look, size::LEAD);
                controls::note(ui, look, &text.get("stakes-counting"));
            });
            return;
        };
        let after = (stakes.trophies + change).max(0);
        let tier = Tier::of(after);
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(TIER, TIER), Sense::hover());
            look.pictures.paint_tier(ui.painter(), tier, rect);
            ui.add_space(space::S);
            lines_ui(ui, |ui| {
                let color = match change.signum() {
                    -1 => look.theme.attention,
                    0 => look.theme.text_quiet,
                    _ => look.theme.turn,
                };
                ui.horizontal_wrapped(|ui| {
                    let words = text.with("stakes-change", [("before", stakes.trophies), ("after", after)]);
                    ui.label(RichText::new(words).font(fonts::medium(size::LEAD)).color(look.theme.text));
                    ui.label(RichText::new(signed(change)).font(fonts::score(size::LEAD)).color(color));
                });
                if tier != stakes.tier {
                    let key = if tier > stakes.tier { "stakes-tier-up" } else { "stakes-tier-down" };
                    controls::line(ui, look, &text.with(key, [("tier", words::of_tier(text, tier))]));
                }
                controls::note(ui, look, &why(look, stakes, change));
                if let Some(streak) = streak.filter(|streak| *streak > 1) {
                    controls::note(ui, look, &text.with("stakes-streak", [("count", streak)]));
                }
            });
        });
    });
}

/// Where the change comes from.
fn why(look: Look<'_>, stakes: Stakes, change: i64) -> String {
    let chance = i64::from(stakes.chance);
    // Nobody falls below nothing: then less is lost than was at stake.
    let key = if change < 0 { "stakes-why-loss" } else { "stakes-why-win" };
    look.text.with(key, [("chance", chance), ("win", stakes.win), ("loss", stakes.loss.abs())])
}

/// With its sign, also above nothing.
pub(super) fn signed(change: i64) -> String {
    format!("{change:+}").replace('-', "\u{2212}")
}

/// What is at stake, on the half of each player before the first serve.
pub(super) fn before(hud: &super::hud::Hud<'_>, announced: &Announced) {
    use super::scene::Stage;
    use common::sim::Side;
    let waits = matches!(hud.scene.stage, Stage::Waiting { .. } | Stage::Countdown { .. });
    let Some(found) = announced.found.as_deref().filter(|found| waits && hud.scene.score == [0, 0] && !found.finished) else { return };
    // Something else may be on the court by now.
    let plays = |name: &str| staked(found).any(|(player, _)| player.user.username == name);
    if hud.scene.players.is_empty() || !hud.scene.players.iter().all(|player| plays(&player.name)) {
        return;
    }
    for (side, team) in [(Side::A, &found.teams.a), (Side::B, &found.teams.b)] {
        for player in &team.players {
            if let Some(stakes) = player.stakes {
                plate(hud, side, &player.user.username, stakes);
            }
        }
    }
}

/// Tier and trophies of a player, and for those who sit here what they win or lose.
fn plate(hud: &super::hud::Hud<'_>, side: common::sim::Side, name: &str, stakes: Stakes) {
    use common::sim::Side;
    let size_of_court = hud.scene.size();
    let part = if side == Side::A { 0.72 } else { 0.28 };
    let middle = hud.at(Vec2::new(size_of_court.x * part, size_of_court.y * 0.24));
    let icon = hud.length(56.0).max(30.0);
    let tier = words::of_tier(hud.text, stakes.tier);
    let head = hud.text.with("stakes-tier", [("tier", tier.as_str()), ("trophies", stakes.trophies.to_string().as_str())]);
    let rect = Rect::from_center_size(middle, vec2(icon, icon));
    hud.pictures.paint_tier(&hud.painter, stakes.tier, rect);
    let font = hud.length(22.0).max(14.0);
    let below = middle + vec2(0.0, icon * 0.5 + font * 0.9);
    hud.write(below, Align2::CENTER_CENTER, &head, fonts::medium(font), hud.theme.text);
    let mine = hud.scene.players.iter().any(|player| player.mine && player.name == name);
    if mine {
        let words = hud.text.with("stakes-at", [("win", signed(stakes.win)), ("loss", signed(stakes.loss))]);
        hud.write(below + vec2(0.0, font * 1.35), Align2::CENTER_CENTER, &words, fonts::text(font * 0.86), hud.theme.text_quiet);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn a_match(code: &str, mode: &str, trophies: Option<i64>) -> Box<Match> {
        let picture = json!({"id": 1, "name": "", "small": "", "medium": ""});
        let stakes = json!({"trophies": 490, "tier": "bronze", "chance": 54, "win": 18, "loss": -16});
        let player = json!({"id": 7, "username": "ada", "profile_picture": picture, "score": 3, "own_goal": 0, "returns": 9,
            "trophies": trophies, "stakes": stakes});
        let team = |players| json!({"score": 0, "players": players});
        let found = json!({
            "id": 1, "code": code, "game_mode": mode, "game_duration": "00:00:00.000000", "finished": trophies.is_some(),
            "created_at": "2026-01-31T11:28:04.123Z", "match_type": "1v1", "spectators_allowed": true, "counts": true,
            "teams": {"a": team(json!([player])), "b": team(json!([]))},
        });
        serde_json::from_value(found).unwrap()
    }

    #[test]
    fn what_came_of_a_match_is_that_of_the_match_that_was_played_here() {
        let mut announced = Announced::default();
        announced.begin(a_match("7KDW3Q", "ranked", None));
        assert!(!announced.end(a_match("222222", "ranked", Some(18))), "that was another one");
        assert!(announced.of("7KDW3Q".parse().ok()).is_some_and(|found| !found.finished));
        assert!(announced.end(a_match("7KDW3Q", "ranked", Some(18))));
        assert_eq!(staked(announced.of("7KDW3Q".parse().ok()).unwrap()).count(), 1);
        announced.begin(a_match("7KDW3Q", "duel", None));
        assert!(!announced.end(a_match("7KDW3Q", "duel", None)), "a duel has no streak of the ladder");
        assert!(announced.of(None).is_none());
    }

    #[test]
    fn a_rematch_is_asked_of_the_other_one_who_played_and_has_an_account_too() {
        let with_two = |mode, counts| {
            let mut found = a_match("7KDW3Q", mode, None);
            let mut bob = found.teams.a.players[0].clone();
            (bob.user.id, bob.user.username) = (UserId(8), "bob".to_owned());
            found.teams.b.players.push(bob);
            found.counts = counts;
            let mut announced = Announced::default();
            announced.begin(found);
            announced
        };
        let rival = |announced: &Announced, code: &str, me| announced.rival(code.parse().ok(), UserId(me)).map(|rival| rival.id.0);
        let announced = with_two("duel", true);
        assert_eq!([7, 8, 9].map(|me| rival(&announced, "7KDW3Q", me)), [Some(8), Some(7), None]);
        assert_eq!(rival(&announced, "222222", 7), None, "that was another match");
        assert_eq!(rival(&with_two("duel", false), "7KDW3Q", 7), None, "a guest cannot be challenged");
        assert_eq!(rival(&with_two("local", true), "7KDW3Q", 7), None, "who sits beside is asked by word of mouth");
    }

    #[test]
    fn a_change_is_written_with_its_sign() {
        assert_eq!([signed(18), signed(-16), signed(0)], ["+18", "\u{2212}16", "+0"]);
    }
}
