package org.stockade.policy.internal;

import org.stockade.policy.SettingsNode;

/** Settings of proxies, routers and the like as text: what they mean is theirs alone. */
public final class WrittenSettings {
    private WrittenSettings() {}

    /** Settings that a document has as {@code yaml}; nothing where that is empty. */
    public static SettingsNode of(String yaml) {
        Node node = yaml.isEmpty() ? Choice.nothing(Place.START) : YamlReader.literal(yaml);
        return new NodeSettings("", node, Place.START, "");
    }

    /** Equal where two of them mean the same; {@code null} where nothing is written. */
    public static String text(SettingsNode settings) {
        return Json.compact(DocumentValues.plain(((NodeSettings) settings).node()));
    }
}
