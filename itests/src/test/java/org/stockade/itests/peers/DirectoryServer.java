package org.stockade.itests.peers;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/**
 * A directory of users in memory, on loopback and in the clear, which knows who is connected. Its
 * searcher is {@code cn=searcher} with the password {@code opens}.
 */
public final class DirectoryServer implements AutoCloseable {
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final InMemoryDirectoryServer server;

    public DirectoryServer() throws LDAPException, LDIFException {
        InMemoryDirectoryServerConfig config =
                new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.addAdditionalBindCredentials("cn=searcher", "opens");
        config.setListenerConfigs(
                new InMemoryListenerConfig(
                        "plain", InetAddress.getLoopbackAddress(), 0, new Counted(), null, null));
        server = new InMemoryDirectoryServer(config);
        server.startListening();
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add(
                "dn: ou=people,dc=example,dc=com", "objectClass: organizationalUnit", "ou: people");
    }

    /** Adds a user in these groups. */
    public void add(String user, String password, String group)
            throws LDAPException, LDIFException {
        server.add(
                "dn: uid=" + user + ",ou=people,dc=example,dc=com",
                "objectClass: person",
                "uid: " + user,
                "userPassword: " + password,
                "memberOf: cn=" + group + ",ou=groups,dc=example,dc=com");
    }

    public int port() {
        return server.getListenPort();
    }

    /** Connections to it that are open on its side. */
    public long connections() {
        return accepted.stream().filter(socket -> !socket.isClosed()).count();
    }

    @Override
    public void close() {
        server.shutDown(true);
    }

    /** Makes sockets that remember whom they have accepted. */
    private final class Counted extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
                throws IOException {
            return new ServerSocket(port, backlog, address) {
                @Override
                public Socket accept() throws IOException {
                    Socket client = super.accept();
                    accepted.add(client);
                    return client;
                }
            };
        }
    }
}
