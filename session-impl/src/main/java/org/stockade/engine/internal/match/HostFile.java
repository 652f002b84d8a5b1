package org.stockade.engine.internal.match;

import java.util.StringTokenizer;
import org.stockade.log.EventLog;
import org.stockade.match.FileForm;

/**
 * Names of hosts, see {@link HostEntry}, one or more a line; {@code #} begins a comment, and an
 * address in front of names, as in {@code /etc/hosts}, is passed over.
 *
 * @param skips whether a wrong name is left out, and not an error
 */
record HostFile(boolean skips) implements FileForm<HostSet> {
    private static final EventLog LOG = EventLog.of("core");

    @Override
    public Reading<HostSet> begin(String file) {
        HostSet.Builder hosts = new HostSet.Builder();
        return new Reading<>() {
            private int skipped;
            private String firstSkipped = "";

            @Override
            public void line(int number, String line) {
                int comment = line.indexOf('#');
                StringTokenizer words =
                        new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
                boolean first = true;
                while (words.hasMoreTokens()) {
                    String word = words.nextToken();
                    boolean passed =
                            first && words.hasMoreTokens() && HostEntry.address(word).isPresent();
                    first = false;
                    if (!passed) {
                        add(number, word);
                    }
                }
            }

            private void add(int number, String word) {
                HostEntry entry;
                try {
                    entry = HostEntry.parse(word);
                } catch (IllegalArgumentException wrong) {
                    if (!skips) {
                        throw wrong;
                    }
                    firstSkipped =
                            skipped++ == 0 ? number + ": " + wrong.getMessage() : firstSkipped;
                    return;
                }
                hosts.add(entry);
            }

            @Override
            public HostSet end() {
                if (skipped > 0) {
                    LOG.warning(
                            "matcher-entries-skipped",
                            null,
                            "the others count",
                            "in",
                            file,
                            "skipped",
                            skipped,
                            "first",
                            "line " + firstSkipped);
                }
                return hosts.build();
            }
        };
    }
}
