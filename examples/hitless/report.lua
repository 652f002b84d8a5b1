-- For wrk: what to ask for, and its account as one line that `run` reads.

-- The argument behind --, if any, is the request's target: a proxy is asked by a whole address.
function init(args)
  if args[1] then wrk.path = args[1] end
end

-- requests, microseconds, failures, slowest request and 99th percentile in microseconds
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("account %d %d %d %d %d\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout, latency.max, latency:percentile(99)))
end
