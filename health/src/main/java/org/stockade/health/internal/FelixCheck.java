package org.stockade.health.internal;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** One of our health checks as Felix's are. Loaded only where their API is installed. */
record FelixCheck(BundleContext context, ServiceReference<HealthCheck> reference)
        implements org.apache.felix.hc.api.HealthCheck {
    static ServiceRegistration<?> register(
            BundleContext context, ServiceReference<HealthCheck> check) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(NAME, "Stockade: " + check.getProperty("health.name"));
        properties.put(TAGS, new String[] {"stockade"});
        return context.registerService(
                org.apache.felix.hc.api.HealthCheck.class,
                new FelixCheck(context, check),
                properties);
    }

    @Override
    public Result execute() {
        HealthCheck check = context.getService(reference);
        if (check == null) {
            return new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "the check has gone");
        }
        try {
            return result(check.check());
        } finally {
            context.ungetService(reference);
        }
    }

    /** What it throws instead is theirs to report. */
    static Result result(List<Finding> findings) {
        if (findings.isEmpty()) {
            return new Result(Result.Status.OK, "nothing found");
        }
        ResultLog log = new ResultLog();
        for (Finding finding : findings) {
            log.add(
                    new ResultLog.Entry(
                            status(finding.status()), finding.what() + "; " + finding.mend()));
        }
        return new Result(log);
    }

    private static Result.Status status(Finding.Status status) {
        return switch (status) {
            case OK -> Result.Status.OK;
            case WARN -> Result.Status.WARN;
            case CRITICAL -> Result.Status.CRITICAL;
        };
    }
}
