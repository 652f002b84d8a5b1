package org.stockade.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.stockade.health.Finding;
import org.stockade.health.Finding.Status;

/** The command {@code health}: what every health check found. */
final class HealthCommands {
    private static final Finding WELL = new Finding(Status.OK, "", "");

    private final HealthChecks checks;

    HealthCommands(HealthChecks checks) {
        this.checks = checks;
    }

    List<Command> commands() {
        return List.of(
                new Command("health", "what is wrong, and what mends it", 0, 0, call -> health()));
    }

    private Answer health() throws CommandException {
        List<HealthChecks.Result> results = checks.run();
        if (results.isEmpty()) {
            throw CommandException.failed(
                    "there are no health checks; install and start the bundle"
                            + " org.stockade.health");
        }
        List<Row> rows = new ArrayList<>();
        boolean critical = false;
        for (HealthChecks.Result result : results) {
            List<Finding> findings =
                    result.findings().isEmpty() ? List.of(WELL) : result.findings();
            for (Finding finding : findings) {
                critical |= finding.status() == Status.CRITICAL;
                rows.add(
                        Row.of("name", result.name())
                                .and("status", finding.status().name())
                                .and("what", finding.what())
                                .and("mend", finding.mend()));
            }
        }
        Answer table = Answer.table(rows, List.of("name", "status", "what", "mend"), "");
        return new Answer(critical ? 1 : 0, table.value(), table.lines());
    }
}
