package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "/a/b?q=1, /a/b?q=1",
        "/a/../b, /b",
        "/a/./b/.., /a/",
        "/%7euser/%41, /~user/A",
        "/a%2fb, /a%2Fb",
        "/a%2e%2e/b, /a../b",
        "/a/%2e%2e/b, /b",
        "/%2525, /%2525",
        "/\u00e9, /%E9",
        "/a?, /a",
        "/a?x=%0d%0a&y=\u00e9, /a?x=%0D%0A&y=%E9",
        "'/\"<>', /%22%3C%3E",
        "http://h.example, /",
        "HTTP://H.Example./x, /x",
        "http://h.example:/x, /x",
    })
    void pathShouldBeCanonical(String target, String path) throws Exception {
        assertThat(Target.parse("GET", target, new Authorities(256)).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a#b",
                "/%zz",
                "/%u0041",
                "/%4",
                "/%",
                "/%00",
                "/%0d",
                "/a?%zz",
                "/../a",
                "/a/../../b",
                "/%c0%ae%c0%ae/",
                "/%e0%80%af",
                "/%f0%82%82%ac",
                "/a\\b",
                "a",
                "*",
                "http:/h.example/",
                "//h.example/%",
                "://h.example/x",
                "gopher://h.example/",
                "https://h.example/",
                "http://h.example?q",
                "http://h.example\\@evil.example/",
                "http://u:p@h.example/",
                "http://h%00.example/",
                "http://h.example:+80/x",
                "http://h.example:0/x",
                "http://h.example:65536/x",
                "http://h.example:80:80/x",
                "http:///x",
                "http://[::1]x/y",
                "http://[::1/y",
                "http://[127.0.0.1]/",
                "http://[fe80::1%25eth0]/",
                "http://2130706433/",
                "http://0x7f.0.0.1/",
                "http://0x7f000001/",
                "http://010.0.0.1/",
                "http://127.1/",
                "http://127.0.0.256/",
                "http://a..b/",
                "http://.a/",
            })
    void targetWithTwoMeaningsShouldBeRefused(String target) {
        assertThatThrownBy(() -> Target.parse("GET", target, new Authorities(256)))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        it -> assertThat(it.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource({
        "http://H.Example./, h.example, h.example, 80",
        "http://127.0.0.1:8080/, 127.0.0.1, 127.0.0.1:8080, 8080",
        "http://[::FFFF:127.0.0.1]:80/, 127.0.0.1, 127.0.0.1, 80",
        "http://[2001:DB8:0::1]:81/, 2001:db8::1, [2001:db8::1]:81, 81",
    })
    void hostShouldHaveOneSpelling(String target, String host, String field, int port)
            throws Exception {
        Authority authority = Target.parse("GET", target, new Authorities(256)).authority();
        assertThat(authority.host()).isEqualTo(host);
        assertThat(authority.toHostField(80)).isEqualTo(field);
        assertThat(authority.portOr(80)).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h.example",
                "h.example:",
                "h.example:443x",
                "h.example:0",
                "https://h.example:443/",
                "u@h.example:443",
                "h.example:443/",
                ":443",
                "/a",
            })
    void connectToSomethingElseThanHostAndPortShouldBeRefused(String target) {
        assertThatThrownBy(() -> Target.parse("CONNECT", target, new Authorities(256)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "*, *, ASTERISK",
        "http://h.example, *, ABSOLUTE",
        "http://h.example/, /, ABSOLUTE",
        "/, /, ORIGIN"
    })
    void optionsShouldKeepTheWholeServerApartFromItsRoot(
            String target, String path, Target.Form form) throws Exception {
        Target parsed = Target.parse("OPTIONS", target, new Authorities(256));
        assertThat(parsed.path()).isEqualTo(path);
        assertThat(parsed.form()).isEqualTo(form);
    }
}
