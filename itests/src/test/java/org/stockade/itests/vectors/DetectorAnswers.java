package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.stockade.detect.Finding;
import org.stockade.engine.internal.detect.HttpDetector;
import org.stockade.engine.internal.detect.SshDetector;
import org.stockade.engine.internal.detect.TlsDetector;

/**
 * Suites of detection. The product looks at clients alone: of a server's bytes, those of SSH look
 * the same, and of the others nothing is detected.
 */
final class DetectorAnswers {
    private DetectorAnswers() {}

    static Map<String, Object> text(JsonNode suite, JsonNode in) {
        return Map.of("result", result(in, latin(in.required("text").textValue())));
    }

    static Map<String, Object> octets(JsonNode suite, JsonNode in) {
        String result = result(in, latin(in.required("octets").textValue()));
        return Map.of("result", result.toLowerCase(Locale.ROOT));
    }

    /** A rule with the server's name: it holds, it does not, or it may yet. */
    static Map<String, Object> serverName(JsonNode suite, JsonNode in) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(in.required("hex").textValue()));
        String name = "tls:" + in.required("server_name_matches").textValue();
        if (isServer(in)) {
            return Map.of("result", "NOMATCH");
        }
        Finding finding = TlsDetector.detect(bytes);
        boolean other = finding instanceof Finding.Detected found && !found.names().contains(name);
        return Map.of("result", other ? "NOMATCH" : word(finding));
    }

    private static String result(JsonNode in, ByteBuffer bytes) {
        String detector = in.required("detector").textValue();
        if (isServer(in) && !detector.equals("ssh")) {
            return "NOMATCH";
        }
        return word(
                switch (detector) {
                    case "http" -> HttpDetector.detect(bytes);
                    case "ssh" -> SshDetector.detect(bytes);
                    default -> TlsDetector.detect(bytes);
                });
    }

    private static boolean isServer(JsonNode in) {
        return in.required("side").textValue().equals("server");
    }

    private static String word(Finding finding) {
        return switch (finding) {
            case Finding.Not() -> "NOMATCH";
            case Finding.NeedMore() -> "UNDECIDED";
            case Finding.CopyClient copy -> "COPY_CLIENT";
            case Finding.Detected found -> "MATCH";
        };
    }

    private static ByteBuffer latin(String text) {
        return StandardCharsets.ISO_8859_1.encode(text);
    }
}
