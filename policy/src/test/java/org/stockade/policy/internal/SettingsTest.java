package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.SettingsNode;
import org.stockade.policy.SettingsNode.Opened;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Child;
import org.stockade.session.Payload;
import org.stockade.session.Subnet;

/** The {@code with:} of a service as a proxy sees it. */
class SettingsTest {
    enum Action {
        ACCEPT,
        REJECT_QUIETLY
    }

    record Banner(
            @Setting("The text.") String text,
            @Setting(value = "How often.", def = "1", min = 1, max = 3) int times) {}

    record ProxyLike(
            @Setting("What each request gets.") Map<String, Action> requests,
            @Setting(value = "Ports.", def = "[80, 443]") List<PortRange> ports,
            @Setting("Bodies by type.") Map<String, Child> responseBodies,
            @Setting("A banner.") Optional<Banner> banner,
            @Setting("Many banners.") List<Banner> more,
            @Setting(value = "Longest line.", def = "512", min = 16, max = 65536) int lineLimit,
            @Setting(value = "Bytes.", def = "9000000000") long quota,
            @Setting(value = "Patience.", def = "30s", min = 1000, max = 60_000) Duration patience,
            @Setting(value = "Whether.", def = "false") boolean strict,
            @Setting("Where to.") Optional<SockAddr> target,
            @Setting("From where.") List<Subnet> sources,
            @Setting(value = "Kept back.", def = "last-block") Payload.Hold hold,
            @Setting("Lists by name.") Map<String, List<String>> words) {}

    record Direct(@Setting(value = "Servers.", shorthand = true) List<SockAddr> to) {}

    record Nothing() {}

    record Picky(@Setting("Low.") int low, @Setting("High.") int high) {
        Picky {
            if (low > high) {
                throw new IllegalArgumentException(
                        "low " + low + " is above high " + high + "; exchange them");
            }
        }
    }

    private record Made(String proxy, Payload.Hold hold) implements Child {}

    private static final SettingsNode.Children CHILDREN =
            (proxy, with, hold, errors) -> new Made(proxy, hold);

    private static SettingsNode with(String yaml) {
        return Documents.policy(document("with: " + yaml)).service("web").orElseThrow().with();
    }

    /** The service is on line 5, its keys are indented by 4. */
    private static String document(String service) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\nrules: { service: web }\n"
                + "services:\n  web:\n    proxy: http\n"
                + service.indent(4);
    }

    private static <T extends Record> T bound(Class<T> shape, String yaml)
            throws SettingsException {
        return with(yaml).open(CHILDREN).bind(shape);
    }

    private static List<String> errors(Class<? extends Record> shape, String yaml) {
        Opened opened = with(yaml).open(CHILDREN);
        SettingsException thrown =
                catchThrowableOfType(SettingsException.class, () -> opened.bind(shape));
        assertThat(opened.errors()).isEqualTo(thrown.errors());
        return thrown.errors();
    }

    @Test
    void everyTypeShouldBeBound() throws SettingsException {
        ProxyLike proxy =
                bound(
                        ProxyLike.class,
                        """

                          requests: { GET: accept, "*": reject-quietly }
                          ports: any
                          response-bodies: { text/html: { proxy: word-filter, with: { words: [x] }, hold: none } }
                          banner: { text: hello }
                          more: [{ text: "1", times: 2 }, { text: 2 }]
                          line-limit: 1024
                          quota: 1
                          patience: 1m
                          strict: true
                          target: "[2001:db8::1]:25"
                          sources: 10.0.0.0/8
                          hold: verdict
                          words: { a: b, c: [d, e] }
                        """);

        assertThat(proxy)
                .isEqualTo(
                        new ProxyLike(
                                Map.of("GET", Action.ACCEPT, "*", Action.REJECT_QUIETLY),
                                List.of(new PortRange(0, 65535)),
                                Map.of("text/html", new Made("word-filter", Payload.Hold.NOTHING)),
                                Optional.of(new Banner("hello", 1)),
                                List.of(new Banner("1", 2), new Banner("2", 1)),
                                1024,
                                1,
                                Duration.ofMinutes(1),
                                true,
                                Optional.of(SockAddr.of("2001:db8::1", 25)),
                                List.of(Subnet.parse("10.0.0.0/8")),
                                Payload.Hold.UNTIL_VERDICT,
                                Map.of("a", List.of("b"), "c", List.of("d", "e"))));
    }

    @Test
    void defaultsShouldFillWhatIsAbsent() throws SettingsException {
        ProxyLike expected =
                new ProxyLike(
                        Map.of(),
                        List.of(PortRange.of(80), PortRange.of(443)),
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        512,
                        9_000_000_000L,
                        Duration.ofSeconds(30),
                        false,
                        Optional.empty(),
                        List.of(),
                        Payload.Hold.LAST_BLOCK,
                        Map.of());

        assertThat(bound(ProxyLike.class, "{}")).isEqualTo(expected);
        assertThat(bound(ProxyLike.class, "")).isEqualTo(expected);
        assertThat(bound(ProxyLike.class, "{ ports: , banner: ~, patience: null }"))
                .isEqualTo(expected);
    }

    @Test
    void mapsShouldKeepTheOrderOfTheDocument() throws SettingsException {
        assertThat(
                        bound(ProxyLike.class, "{ requests: { Z: accept, A: accept, M: accept } }")
                                .requests())
                .extracting(requests -> List.copyOf(requests.keySet()))
                .isEqualTo(List.of("Z", "A", "M"));
    }

    @Test
    void everyErrorShouldBeReportedAtItsPlace() {
        assertThat(
                        errors(
                                ProxyLike.class,
                                """

                                  requests: { GET: acept, HEAD: [accept] }
                                  port: 80
                                  ports: [80, 70000]
                                  banner: { times: 4 }
                                  line-limit: 15
                                  patience: 61s
                                  strict: yes
                                  target: localhost:25
                                  hold: forever
                                  words: [a]
                                """))
                .containsExactly(
                        "t.yaml:8:24: service \"web\": GET \"acept\" is not known; use accept or"
                                + " reject-quietly",
                        "t.yaml:8:37: service \"web\": HEAD wants one of accept or reject-quietly, but here"
                                + " is a list",
                        "t.yaml:9:7: unknown key \"port\"; did you mean \"ports\"?",
                        "t.yaml:10:19: service \"web\": port 70000 is out of range; use 0 to 65535",
                        "t.yaml:11:7: service \"web\": the key \"text\" is missing; it is required: The"
                                + " text.",
                        "t.yaml:11:24: service \"web\": times 4 is out of range; use 1 to 3",
                        "t.yaml:12:19: service \"web\": line-limit 15 is out of range; use 16 to 65536",
                        "t.yaml:13:17: service \"web\": patience 61s is out of range; use 1s to 1m",
                        "t.yaml:14:15: service \"web\": strict \"yes\" is neither true nor false; use one of"
                                + " these without quotes",
                        "t.yaml:15:15: service \"web\": \"localhost\" is not an IPv4 or IPv6 address",
                        "t.yaml:16:13: service \"web\": hold \"forever\" is not known; use verdict,"
                                + " last-block or none",
                        "t.yaml:17:14: service \"web\": words wants a mapping of keys and values, but here"
                                + " is a list");
    }

    @Test
    void recordsOwnComplaintShouldStandAtItsPlace() {
        assertThat(errors(Picky.class, "{ low: 2, high: 1 }"))
                .containsExactly(
                        "t.yaml:7:11: service \"web\": low 2 is above high 1; exchange them");
        assertThat(errors(Picky.class, "{ low: 2, high: x }"))
                .containsExactly(
                        "t.yaml:7:27: service \"web\": high \"x\" is not a whole number; use 0 to"
                                + " 2147483647");
    }

    @Test
    void absentSettingsShouldHaveThePlaceOfTheService() {
        SettingsNode absent = Documents.policy(document("")).service("web").orElseThrow().with();
        Opened opened = absent.open(CHILDREN);
        opened.error("requests.GET", "nothing is accepted; name a method");

        assertThat(absent.place()).isEqualTo("t.yaml:5:3");
        assertThat(opened.errors())
                .containsExactly(
                        "t.yaml:5:3: service \"web\": requests.GET: nothing is accepted; name a method");
        assertThatThrownBy(() -> absent.open(CHILDREN).bind(Picky.class))
                .hasMessageContaining("t.yaml:5:3: service \"web\": the key \"low\" is missing");
    }

    @Test
    void proxyWithoutSettingsShouldTakeNoKey() throws SettingsException {
        assertThat(bound(Nothing.class, "{}")).isEqualTo(new Nothing());
        assertThat(errors(Nothing.class, "{ a: 1 }"))
                .containsExactly("t.yaml:7:13: unknown key \"a\"; no key is known here");
    }

    @Test
    void shorthandShouldStandForItsKey() throws SettingsException {
        for (String router :
                List.of("['127.0.0.1:9000']", "127.0.0.1:9000", "{ to: ['127.0.0.1:9000'] }")) {
            SettingsNode direct =
                    Documents.policy(document("router: { direct: " + router + " }"))
                            .service("web")
                            .orElseThrow()
                            .routerWith();

            assertThat(direct.open(CHILDREN).bind(Direct.class))
                    .isEqualTo(new Direct(List.of(SockAddr.of("127.0.0.1", 9000))));
        }
    }

    @Test
    void routerShouldBeNamedInItsErrors() {
        SettingsNode direct =
                Documents.policy(document("router: { direct: ['127.0.0.1:x'] }"))
                        .service("web")
                        .orElseThrow()
                        .routerWith();

        assertThatThrownBy(() -> direct.open(CHILDREN).bind(Direct.class))
                .hasMessage(
                        "t.yaml:7:24: service \"web\", router \"direct\": \"x\" is not a port or range of"
                                + " ports; use 0 to 65535 or low-high");
    }

    @ParameterizedTest
    @CsvSource({
        "requests.GET, 7:25",
        "requests.PUT, 7:13",
        "requests, 7:13",
        "text/x.y.deep, 7:66",
        "list.1, 7:50",
        "list.2, 7:40",
        "nothing.at.all, 7:11",
        "'', 7:11",
    })
    void errorShouldStandAtTheKeyOrTheNearestAbove(String key, String place) {
        Opened opened =
                with("{ requests: { GET: accept }, list: [a, b], text/x.y: { deep: 1 } }")
                        .open(CHILDREN);
        opened.error(key, "wrong");

        assertThat(opened.errors())
                .containsExactly(
                        "t.yaml:"
                                + place
                                + ": service \"web\": "
                                + (key.isEmpty() ? "" : key + ": ")
                                + "wrong");
    }

    @Test
    void errorReportedBeforeShouldFailBinding() {
        Opened opened = with("{ low: 1, high: 2, middle: 3 }").open(CHILDREN);
        opened.error("high", "2 is odd to this proxy; use 3");

        assertThatThrownBy(() -> opened.bind(Picky.class))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        thrown ->
                                assertThat(thrown.errors())
                                        .containsExactly(
                                                "t.yaml:7:21: service \"web\": high: 2 is odd to this proxy;"
                                                        + " use 3",
                                                "t.yaml:7:30: unknown key \"middle\"; use low or high"));
    }

    @Test
    void sameErrorShouldBeReportedOnce() {
        Opened opened = with("{ low: x, high: 2 }").open(CHILDREN);
        Settings settings = opened;

        assertThatThrownBy(() -> settings.bind(Picky.class)).isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> settings.bind(Picky.class)).isInstanceOf(SettingsException.class);
        assertThat(opened.errors()).hasSize(1);
    }

    @Test
    void childShouldBeMadeWithItsSettings() throws SettingsException {
        List<SettingsNode> given = new ArrayList<>();
        Opened opened =
                with("{ inside: { proxy: http, with: { a: 1 }, hold: last-block }, other: { proxy: x } }")
                        .open(
                                (proxy, with, hold, errors) -> {
                                    given.add(with);
                                    return new Made(proxy, hold);
                                });

        assertThat(opened.child("inside")).contains(new Made("http", Payload.Hold.LAST_BLOCK));
        assertThat(opened.child("other")).contains(new Made("x", Payload.Hold.UNTIL_VERDICT));
        assertThat(opened.child("absent")).isEmpty();
        assertThat(given)
                .extracting(SettingsNode::place)
                .containsExactly("t.yaml:7:42", "t.yaml:7:79");
        assertThat(given)
                .first()
                .asString()
                .isEqualTo("service \"web\", child \"http\" at t.yaml:7:42");
    }

    @Test
    void errorsOfAChildShouldJoinTheOthersInOrder() {
        SettingsNode.Children strict =
                (proxy, with, hold, errors) -> {
                    Opened opened = with.open(CHILDREN);
                    try {
                        opened.bind(Nothing.class);
                    } catch (SettingsException wrong) {
                        errors.add(wrong.errors());
                    }
                    return new Made(proxy, hold);
                };
        Opened opened =
                with("{ line-limit: 1, response-bodies: { a: { proxy: x, with: { b: 1 } } }, strict: 2 }")
                        .open(strict);

        assertThatThrownBy(() -> opened.bind(ProxyLike.class))
                .isInstanceOf(SettingsException.class);
        assertThat(opened.errors())
                .containsExactly(
                        "t.yaml:7:25: service \"web\": line-limit 1 is out of range; use 16 to 65536",
                        "t.yaml:7:70: unknown key \"b\"; no key is known here",
                        "t.yaml:7:90: service \"web\": strict \"2\" is neither true nor false; use one of"
                                + " these without quotes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ with: {} } | 7:13 | service \"web\": the key \"proxy\" is missing; it is required: The"
                        + " name of the child's proxy.",
                "word-filter | 7:20 | service \"web\": wants a mapping of keys and values, but here is a"
                        + " single value",
                "{ proxy: x, hold: all } | 7:38 | service \"web\": hold \"all\" is not known; use verdict,"
                        + " last-block or none",
                "{ proxy: x, wiht: {} } | 7:32 | unknown key \"wiht\"; did you mean \"with\"?",
            })
    void malformedChildShouldBeRefused(String child, String place, String what) {
        Opened opened = with("{ child: " + child + " }").open(CHILDREN);

        assertThatThrownBy(() -> opened.child("child"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("t.yaml:" + place + ": " + what);
    }

    @Test
    void typeThatSettingsDoNotKnowShouldBeAMistakeOfTheProxy() {
        record Odd(@Setting("Odd.") StringBuilder odd) {}

        assertThatThrownBy(() -> bound(Odd.class, "{ odd: 1 }"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a setting cannot be of type java.lang.StringBuilder");
    }
}
