package org.stockade.proxy.http.internal;

import java.lang.management.ManagementFactory;

/** Prints what a request costs: nanoseconds of CPU and bytes allocated. */
final class CostMain {
    public static void main(String[] args) throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int most = args.length > 0 ? Integer.parseInt(args[0]) : 1_500_000;
        int step = most / 6;
        long[] cpu = new long[8];
        long[] bytes = new long[8];
        Treadmill.ofGets(
                        most,
                        number -> {
                            if (number % step == 0) {
                                cpu[number / step] = threads.getCurrentThreadCpuTime();
                                bytes[number / step] =
                                        threads.getThreadAllocatedBytes(
                                                Thread.currentThread().threadId());
                            }
                        })
                .run();
        for (int i = 1; i < 6; i++) {
            System.out.println(
                    (cpu[i] - cpu[i - 1]) / step
                            + " ns, "
                            + (bytes[i] - bytes[i - 1]) / step
                            + " bytes a request");
        }
    }
}
