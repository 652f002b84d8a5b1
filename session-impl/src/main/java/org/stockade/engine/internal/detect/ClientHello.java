package org.stockade.engine.internal.detect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.stockade.detect.Finding;

/** The body of a ClientHello, RFC 8446 section 4.1.2: every length must fit exactly. */
final class ClientHello {
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int APPLICATION_PROTOCOLS = 16;
    private static final int MOST_OFFERED = 32;

    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,253}");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,255}");

    private Optional<String> serverName = Optional.empty();
    private final List<String> offered = new ArrayList<>();

    private ClientHello() {}

    static Finding parse(ByteBuffer body) {
        try {
            ClientHello hello = new ClientHello();
            return hello.isConsistent(body) ? new Finding.Detected(hello.names()) : Finding.NOT;
        } catch (BufferUnderflowException lengthsLie) {
            return Finding.NOT;
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        serverName.ifPresent(name -> names.add("tls:" + name));
        offered.forEach(protocol -> names.add("alpn:" + protocol));
        names.add("tls");
        if (!offered.isEmpty()) {
            names.add("alpn");
        }
        return names;
    }

    private boolean isConsistent(ByteBuffer body) {
        int version = body.getShort();
        take(body, 32);
        int sessionId = octet(body);
        take(body, sessionId);
        int suites = number(body);
        take(body, suites);
        int compressions = octet(body);
        take(body, compressions);
        if (version < 0x0301
                || version > 0x0304
                || sessionId > 32
                || suites == 0
                || suites % 2 != 0
                || compressions == 0) {
            return false;
        }
        if (!body.hasRemaining()) {
            return true;
        }
        ByteBuffer extensions = take(body, number(body));
        Set<Integer> seen = new HashSet<>();
        while (extensions.hasRemaining()) {
            int type = number(extensions);
            ByteBuffer data = take(extensions, number(extensions));
            if (!seen.add(type) || !isExtension(type, data)) {
                return false;
            }
        }
        return !body.hasRemaining();
    }

    /** Unknown ones may hold anything. */
    private boolean isExtension(int type, ByteBuffer data) {
        return switch (type) {
            case SERVER_NAME -> isServerName(data);
            case APPLICATION_PROTOCOLS -> isOffer(data);
            default -> true;
        };
    }

    /** RFC 6066 section 3. A name that is none of a host is as good as no name. */
    private boolean isServerName(ByteBuffer data) {
        ByteBuffer list = take(data, number(data));
        boolean first = true;
        while (list.hasRemaining()) {
            int type = octet(list);
            String name = text(take(list, number(list))).toLowerCase(Locale.ROOT);
            if (type == HOST_NAME && first) {
                first = false;
                String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
                serverName = Optional.of(bare).filter(each -> NAME.matcher(each).matches());
            }
        }
        return !data.hasRemaining();
    }

    /** RFC 7301 section 3.1. */
    private boolean isOffer(ByteBuffer data) {
        ByteBuffer list = take(data, number(data));
        while (list.hasRemaining()) {
            String name = text(take(list, octet(list)));
            if (name.isEmpty()) {
                return false;
            }
            if (offered.size() < MOST_OFFERED && PRINTABLE.matcher(name).matches()) {
                offered.add(name);
            }
        }
        return !data.hasRemaining();
    }

    private static int octet(ByteBuffer in) {
        return in.get() & 0xff;
    }

    private static int number(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    private static ByteBuffer take(ByteBuffer in, int count) {
        if (count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), count);
        in.position(in.position() + count);
        return part;
    }

    private static String text(ByteBuffer octets) {
        return StandardCharsets.ISO_8859_1.decode(octets).toString();
    }
}
