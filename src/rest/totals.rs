//! Totals over many texts of a request: of the embeds of a message, and of a command. Discord limits both.

use super::json::{Node, characters};

/// How many characters of a message's embeds count. Of embeds with the same address one is left, so that the others do
/// not.
pub(super) fn embeds_total(embeds: &[Node<'_>]) -> usize {
    let length = |node: Option<&Node<'_>>| node.and_then(Node::text).map_or(0, characters);
    let mut addresses: Vec<&str> = Vec::new();
    let mut total = 0;
    for embed in embeds {
        if let Some(url) = embed.get("url").and_then(Node::text).filter(|url| !url.is_empty()) {
            if addresses.contains(&url) {
                continue;
            }
            addresses.push(url);
        }
        total += length(embed.get("title")) + length(embed.get("description"));
        total += length(embed.get("footer").and_then(|footer| footer.get("text")));
        total += length(embed.get("author").and_then(|author| author.get("name")));
        total += embed
            .list_of("fields")
            .iter()
            .map(|field| length(field.get("name")) + length(field.get("value")))
            .sum::<usize>();
    }
    total
}

/// How many characters of a command count: names, descriptions and values of it and its options, of each text the
/// longest translation.
pub(super) fn command_total(command: &Node<'_>) -> usize {
    let length = |text: &str| characters(text);
    let longest = |name: &str, translations: &str| {
        let own = command.get(name).and_then(Node::text).map_or(0, length);
        let translated = match command.get(translations) {
            Some(Node::Object(texts)) => texts.iter().filter_map(|(_, text)| text.text()).map(length).max(),
            _ => None,
        };
        own.max(translated.unwrap_or(0))
    };
    let value = command.get("value").and_then(Node::text).map_or(0, length);
    let inner = command.list_of("options").iter().chain(command.list_of("choices")).map(command_total);
    longest("name", "name_localizations")
        + longest("description", "description_localizations")
        + value
        + inner.sum::<usize>()
}
