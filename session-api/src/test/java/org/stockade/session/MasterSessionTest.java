package org.stockade.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stockade.access.Decision;
import org.stockade.auth.Identity;
import org.stockade.endpoint.SockAddr;

@Timeout(60)
class MasterSessionTest {
    private static final SockAddr CLIENT = SockAddr.parse("10.1.2.3:40000");
    private static final Service WEB_OUT = new TestService("web-out");

    private final TestAccess access = new TestAccess();
    private final MasterSession session = new MasterSession(access);
    private final TestStream stream = new TestStream("10.0.0.1:3128", "10.1.2.3:40000", 9);

    @Test
    void idShouldHaveFirewallServiceAndInstance() {
        assertThat(session.sessionId()).isEqualTo("(edge/-:0)");
        session.setServiceInstance(3);
        assertThat(session.sessionId()).isEqualTo("(edge/-:3)");
        session.setService(WEB_OUT);
        session.setServiceInstance(17);
        assertThat(session.sessionId()).isEqualTo("(edge/web-out:17)");
        assertThat(session).hasToString("(edge/web-out:17)");
        assertThat(session.attribute("session_id")).isEqualTo("(edge/web-out:17)");
    }

    @Test
    void numberThatNobodyAsksForShouldNotBeTaken() {
        AtomicLong next = new AtomicLong(7);
        session.setServiceInstance(next::getAndIncrement);
        session.setService(WEB_OUT);
        session.setServiceInstance(17);
        assertThat(session.sessionId()).isEqualTo("(edge/web-out:17)");
        assertThat(next).hasValue(7);

        MasterSession other = new MasterSession(access);
        other.setServiceInstance(next::getAndIncrement);
        assertThat(other.sessionId()).isEqualTo("(edge/-:7)");
        assertThat(other.instanceId()).isEqualTo(7);
        assertThat(next).hasValue(8);
    }

    // Somebody lists sessions at the moment when this one gets its service.
    @Test
    void numberOfAServiceShouldNotBeOverwrittenByWhoAskedBefore() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        session.setServiceInstance(
                () -> {
                    asked.countDown();
                    try {
                        told.await();
                    } catch (InterruptedException ended) {
                        throw new IllegalStateException(ended);
                    }
                    return 3;
                });
        Thread lists = Thread.ofPlatform().start(session::sessionId);
        asked.await();
        Thread serves = Thread.ofPlatform().start(() -> session.setServiceInstance(17));
        // It has come to the number, or past it, before the other goes on.
        while (serves.getState() != Thread.State.BLOCKED && serves.isAlive()) {
            Thread.onSpinWait();
        }
        told.countDown();
        lists.join();
        serves.join();
        assertThat(session.sessionId()).isEqualTo("(edge/-:17)");
    }

    @Test
    void emptySessionShouldHaveTheSeedsAttributesAllTheSame() {
        assertThat(session.clientFd()).isEqualTo(-1);
        assertThat(session.serverFd()).isEqualTo(-1);
        assertThat(session.attribute("client_stream")).isNull();
        assertThat(session.attribute("client_zone")).isNull();
        assertThat(session.attribute("server_address")).isNull();
        assertThat(session.attribute("auth")).isNull();
        assertThat(session.attribute("started")).isEqualTo(false);
        assertThat(session.instanceId()).isZero();
        assertThat(session.ruleId()).isEmpty();
        assertThatThrownBy(session::clientStream)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("session (edge/-:0) has no client stream");
    }

    @Test
    void permittedClientShouldBeStoredWithZoneAndRule() throws AccessDeniedException {
        access.decision = Decision.accept(OptionalInt.of(4), WEB_OUT);
        session.setClient(stream.endpoint, CLIENT);
        assertThat(session.clientAddress()).contains(CLIENT);
        assertThat(session.clientZone()).contains(TestAccess.OFFICE);
        assertThat(session.clientLocal()).contains(SockAddr.parse("10.0.0.1:3128"));
        assertThat(session.clientFd()).isEqualTo(9);
        assertThat(session.clientStream()).isSameAs(stream.endpoint);
        assertThat(session.ruleId()).hasValue(4);
    }

    @Test
    void identityShouldOutlastSetClientAndBeInherited() throws AccessDeniedException {
        access.decision = Decision.accept(OptionalInt.of(4), WEB_OUT);
        assertThat(session.attribute("auth_user")).isNull();
        assertThat(session.attribute("auth_groups")).isEqualTo(List.of());
        assertThat(session.attribute("authorized")).isEqualTo(false);
        session.setIdentity(new Identity("ada", List.of("staff")), "login");
        session.setClientLocal(SockAddr.parse("192.0.2.1:80"));
        session.setClient(stream.endpoint, CLIENT);
        session.setAuthorized();

        StackedSession child = new StackedSession(new StackedSession(session));
        assertThat(child.auth()).contains("login");
        assertThat(child.authUser()).contains("ada");
        assertThat(child.authGroups()).containsExactly("staff");
        assertThat(child.authorized()).isTrue();
        assertThat(child.attribute("auth_user")).isEqualTo("ada");
    }

    @Test
    void refusedClientShouldBeStoredBeforeItIsRefused() {
        assertThatThrownBy(() -> session.setClient(stream.endpoint, CLIENT))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage("no rule matches");
        assertThat(session.clientAddress()).contains(CLIENT);
        assertThat(session.clientZone()).contains(TestAccess.OFFICE);
        assertThat(session.isClientPermitted()).isEqualTo(Permission.REJECT);
    }

    @Test
    void originalDestinationShouldOutlastSetClient() throws AccessDeniedException {
        access.decision = Decision.accept(OptionalInt.empty(), WEB_OUT);
        session.setClientLocal(SockAddr.parse("198.51.100.7:80"));
        session.setClient(stream.endpoint, CLIENT);
        assertThat(session.clientLocal()).contains(SockAddr.parse("198.51.100.7:80"));
    }

    @Test
    void refusedServerShouldBeStoredBeforeItIsRefused() {
        SockAddr server = SockAddr.parse("203.0.113.9:80");
        assertThatThrownBy(() -> session.setServer(server))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(session.serverAddress()).contains(server);
        assertThat(session.serverZone()).contains(TestAccess.FORBIDDEN);
        assertThat(session.serverCount()).isEqualTo(1);
    }

    @Test
    void anotherServerShouldBringItsOwnZoneAndLocalAddress() throws AccessDeniedException {
        session.setServer(SockAddr.parse("10.0.0.9:80"));
        session.setServerLocal(SockAddr.parse("10.0.0.1:50000"));
        session.setServer(SockAddr.parse("198.51.100.1:80"));
        assertThat(session.serverZone()).isEmpty();
        assertThat(session.serverLocal()).isEmpty();
        assertThat(session.serverCount()).isEqualTo(2);
    }

    @Test
    void destroyShouldCloseTheStreamsAndGiveOneEndNotice() {
        TestStream server = new TestStream("10.0.0.1:50000", "10.0.0.9:80", 10);
        session.setClientStream(stream.endpoint);
        session.setServerStream(server.endpoint);
        session.destroy();
        session.destroy();
        assertThat(stream.closed.get()).isPositive();
        assertThat(server.closed.get()).isPositive();
        assertThat(access.ended).containsExactly(session);
    }

    /** Core.md section 39, invariant 10. */
    @Test
    void firstSpecificOutcomeShouldStand() {
        session.decide(Outcome.DENIED_BY_POLICY, "zone forbidden");
        session.decide(Outcome.DENIED_BY_CONNECTION_FAIL, "later");
        session.decide(Outcome.ACCEPTED, "later still");
        assertThat(session.outcome()).isEqualTo(Outcome.DENIED_BY_POLICY);
        assertThat(session.info()).isEqualTo("zone forbidden");
    }

    @Test
    void anyOtherOutcomeShouldReplaceTheUnknownFailure() {
        session.decide(Outcome.DENIED_BY_UNKNOWN_FAIL, "something threw");
        session.decide(Outcome.DENIED_BY_UNKNOWN_FAIL, "something else threw");
        assertThat(session.info()).isEqualTo("something threw");
        session.decide(Outcome.DENIED_BY_LIMIT, "max-sessions 1 reached");
        assertThat(session.outcome()).isEqualTo(Outcome.DENIED_BY_LIMIT);
        assertThat(session.info()).isEqualTo("max-sessions 1 reached");
    }

    @Test
    void noteShouldLeaveTheOutcomeAndAnEarlierReason() {
        session.note("client reset the connection");
        assertThat(session.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(session.info()).isEqualTo("client reset the connection");
        session.note("server reset the connection");
        assertThat(session.info()).isEqualTo("client reset the connection");
        session.decide(Outcome.ABORTED_BY_POLICY_ACTION, "a virus");
        assertThat(session.info()).isEqualTo("a virus");
    }
}
