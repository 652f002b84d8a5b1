package org.stockade.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stockade.access.Decision;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.AbstractSession.Key;

/** Core.md sections 2 and 39, invariant 11. */
class InheritanceTest {
    private static final Key<String> URL = new Key<>("http.url", String.class);
    private static final SockAddr ONE = SockAddr.parse("10.0.0.1:80");
    private static final SockAddr OTHER = SockAddr.parse("198.51.100.1:81");

    private final TestAccess access = new TestAccess();
    private final MasterSession master = new MasterSession(access);
    private final StackedSession parent = new StackedSession(master);

    @Test
    void unsetAttributeShouldShowTheOwnersAtAnyDepth() {
        master.publish(URL, "http://h.example/");
        StackedSession deepest = new StackedSession(new StackedSession(parent));
        assertThat(deepest.attribute(URL)).contains("http://h.example/");
        assertThat(deepest.attribute("http.url")).isEqualTo("http://h.example/");
        master.publish(URL, "http://h.example/2");
        assertThat(deepest.attribute(URL)).contains("http://h.example/2");
    }

    @Test
    void attributeSetNowhereShouldBeReported() {
        assertThat(parent.attribute(URL)).isEmpty();
        assertThatThrownBy(() -> parent.attribute("http.url"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("session (edge/-:0) has no attribute http.url");
    }

    @Test
    void attributeSetToNullShouldHideTheOwnersUntilWithdrawn() {
        master.publish(URL, "http://h.example/");
        parent.publish(URL, null);
        assertThat(parent.attribute(URL)).isEmpty();
        assertThat(parent.attribute("http.url")).isNull();
        assertThat(new StackedSession(parent).attribute("http.url")).isNull();
        parent.withdraw(URL);
        assertThat(parent.attribute(URL)).contains("http://h.example/");
    }

    @Test
    void overrideInAChildShouldNotTouchTheOwner() {
        master.publish(URL, "http://h.example/");
        parent.publish(URL, "http://other.example/");
        assertThat(master.attribute(URL)).contains("http://h.example/");
        assertThat(parent.attribute(URL)).contains("http://other.example/");
        assertThat(new StackedSession(master).attribute(URL)).contains("http://h.example/");
    }

    @Test
    void factsOfTheMasterShouldBeVisibleEverywhere() throws AccessDeniedException {
        access.decision =
                Decision.accept(java.util.OptionalInt.empty(), new TestService("web-out"));
        StackedSession child = new StackedSession(parent);
        master.setClient(new TestStream("10.0.0.1:3128", "10.1.2.3:4", 5).endpoint, ONE);
        master.setService(new TestService("web-out"));
        master.setServiceInstance(17);
        master.setStarted();
        assertThat(child.clientAddress()).contains(ONE);
        assertThat(child.clientZone()).contains(TestAccess.OFFICE);
        assertThat(child.clientLocal()).contains(SockAddr.parse("10.0.0.1:3128"));
        assertThat(child.service().map(Service::name)).contains("web-out");
        assertThat(child.instanceId()).isEqualTo(17);
        assertThat(child.started()).isTrue();
        assertThat(child.master()).isSameAs(master);
        assertThat(child.owner()).isSameAs(parent);
    }

    @Test
    void streamsShouldNeverBeInherited() {
        TestStream stream = new TestStream("10.0.0.1:1", "10.0.0.2:2", 7);
        parent.setClientStream(stream.endpoint);
        parent.setServerStream(stream.endpoint);
        StackedSession child = new StackedSession(parent);
        assertThat(child.serverStream()).isEmpty();
        assertThat(child.attribute("client_stream")).isNull();
        assertThat(child.clientFd()).isEqualTo(-1);
        assertThat(child.serverFd()).isEqualTo(-1);
        assertThat(parent.serverFd()).isEqualTo(7);
        assertThatThrownBy(child::clientStream).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void serverAndTargetShouldBeCopiedAtConstruction() {
        parent.setServerAddress(ONE);
        parent.setTargets(List.of(ONE));
        StackedSession child = new StackedSession(parent);
        parent.setServerAddress(OTHER);
        parent.setTargets(List.of(OTHER));
        assertThat(child.serverAddress()).contains(ONE);
        assertThat(child.serverZone()).contains(TestAccess.OFFICE);
        assertThat(child.route().targets()).containsExactly(ONE);
        assertThat(child.attribute("target_address")).isEqualTo(List.of(ONE));
        child.setTargets(List.of(OTHER, ONE));
        assertThat(parent.route().targets()).containsExactly(OTHER);
    }

    @Test
    void targetsShouldBringTheirZones() {
        parent.setTargets(List.of(ONE, OTHER));
        assertThat(parent.targetZones())
                .containsExactly(Optional.of(TestAccess.OFFICE), Optional.empty());
    }

    @Test
    void serverAddressShouldReachTheMasterAndNoOneBetween() {
        StackedSession child = new StackedSession(parent);
        child.setServerAddress(ONE);
        child.setServerLocal(SockAddr.parse("10.0.0.7:50000"));
        assertThat(child.serverZone()).contains(TestAccess.OFFICE);
        assertThat(master.serverAddress()).contains(ONE);
        assertThat(master.serverZone()).contains(TestAccess.OFFICE);
        assertThat(master.serverLocal()).contains(SockAddr.parse("10.0.0.7:50000"));
        assertThat(parent.serverAddress()).isEmpty();
    }

    @Test
    void refusedServerShouldBeStoredInTheMasterToo() {
        SockAddr server = SockAddr.parse("203.0.113.9:80");
        assertThatThrownBy(() -> parent.setServer(server))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage("203.0.113.9:80 is in zone forbidden");
        assertThat(parent.serverAddress()).contains(server);
        assertThat(master.serverAddress()).contains(server);
    }

    @Test
    void idShouldGrowByTheNamesOfTheProxies() {
        master.setService(new TestService("web-out"));
        master.setServiceInstance(17);
        StackedSession http = new StackedSession(master);
        http.setProxy("http");
        StackedSession filter = new StackedSession(http);
        assertThat(filter.sessionId()).isEqualTo("(edge/web-out:17/http)");
        filter.setProxy("word-filter");
        assertThat(filter.sessionId()).isEqualTo("(edge/web-out:17/http/word-filter)");
        assertThat(filter.attribute("session_id")).isEqualTo(filter.sessionId());
        filter.setNumber(2);
        assertThat(filter.sessionId()).isEqualTo("(edge/web-out:17/http/word-filter#2)");
        assertThat(http.sessionId()).isEqualTo("(edge/web-out:17/http)");
        assertThat(http.proxyName()).contains("http");
        assertThat(master.sessionId()).isEqualTo("(edge/web-out:17)");
    }

    @Test
    void childOnAnotherThreadShouldSeeWhatWasPublished() throws Exception {
        StackedSession child = new StackedSession(parent);
        parent.publish(URL, "http://h.example/");
        assertThat(elsewhere(() -> child.attribute(URL))).contains("http://h.example/");
    }

    @Test
    void valueOnDemandShouldBeComputedOnceByItsPublisher() throws Exception {
        AtomicInteger computed = new AtomicInteger();
        StackedSession child = new StackedSession(parent);
        parent.publishOnDemand(URL, () -> "http://h.example/" + computed.incrementAndGet());
        assertThat(computed.get()).isZero();
        assertThat(elsewhere(() -> child.attribute(URL))).isEmpty();
        assertThat(computed.get()).isZero();
        assertThat(child.attribute(URL)).contains("http://h.example/1");
        assertThat(parent.attribute(URL)).contains("http://h.example/1");
        assertThat(elsewhere(() -> child.attribute(URL))).contains("http://h.example/1");
        assertThat(computed.get()).isEqualTo(1);
    }

    // Until it is computed it is unset, so other threads see the owner's value meanwhile.
    @Test
    void valueOnDemandShouldLetOtherThreadsSeeTheOwners() throws Exception {
        master.publish(URL, "http://owner.example/");
        parent.publishOnDemand(URL, () -> null);
        assertThat(elsewhere(() -> parent.attribute(URL))).contains("http://owner.example/");
        assertThat(parent.attribute("http.url")).isNull();
        assertThat(elsewhere(() -> parent.attribute(URL))).isEmpty();
    }

    @Test
    void liveAttributesShouldBeToldAsTheyAreNow() throws Exception {
        StackedSession child = new StackedSession(parent);
        master.publish(URL, "http://owner.example/");
        AtomicInteger number = new AtomicInteger();
        parent.publishAll(name -> name.equals("http.url") ? "/" + number.get() : null);
        assertThat(child.attribute(URL)).contains("/0");
        number.set(1);
        assertThat(child.attribute(URL)).contains("/1");
        assertThat(elsewhere(() -> child.attribute(URL))).contains("/1");
        assertThat(child.attribute("session_id")).isEqualTo(child.sessionId());
        parent.publishAll(null);
        assertThat(child.attribute(URL)).contains("http://owner.example/");
    }

    @Test
    void valueSetByItselfShouldGoBeforeLiveOnes() {
        parent.publishAll(name -> name.equals("http.url") ? "live" : null);
        parent.publish(URL, "http://h.example/");
        assertThat(parent.attribute(URL)).contains("http://h.example/");
        parent.publish(URL, null);
        assertThat(parent.attribute("http.url")).isNull();
        parent.withdraw(URL);
        assertThat(parent.attribute(URL)).contains("live");
    }

    @Test
    void sessionWithoutEngineShouldSayWhatItLacks() {
        assertThatThrownBy(parent::connectServer)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("session (edge/-:0) has no engine behind it: it keeps attributes only");
    }

    @Test
    void endShouldDecideForTheConnection() {
        parent.end(Outcome.DENIED_BY_POLICY, "GET is not accepted");
        assertThat(master.outcome()).isEqualTo(Outcome.DENIED_BY_POLICY);
        assertThat(master.info()).isEqualTo("GET is not accepted");
    }

    private static <T> T elsewhere(Callable<T> work) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(work).get(10, TimeUnit.SECONDS);
        }
    }
}
