package org.stockade.engine.internal.lookup;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a rule can ask of a connection. Those of one group are alternatives. */
enum Condition {
    LISTENER(Group.LISTENER),
    FROM_INTERFACE(Group.INBOUND_INTERFACE),
    FROM_INTERFACE_GROUP(Group.INBOUND_INTERFACE),
    PROTOCOL(Group.PROTOCOL),
    FROM_PORT(Group.SOURCE_PORT),
    TO_PORT(Group.DESTINATION_PORT),
    FROM_SUBNET(Group.SOURCE_ADDRESS),
    FROM_ZONE(Group.SOURCE_ADDRESS),
    TO_HOST(Group.DESTINATION_ADDRESS),
    TO_SUBNET(Group.DESTINATION_ADDRESS),
    TO_INTERFACE(Group.DESTINATION_ADDRESS),
    TO_INTERFACE_GROUP(Group.DESTINATION_ADDRESS),
    TO_ZONE(Group.DESTINATION_ADDRESS),
    DETECT(Group.DETECTION),
    USER(Group.USER),
    USER_GROUP(Group.USER_GROUP);

    private final Group group;

    Condition(Group group) {
        this.group = group;
    }

    private static final Map<Group, List<Condition>> BY_GROUP =
            Arrays.stream(values()).collect(Collectors.groupingBy(each -> each.group));

    static List<Condition> of(Group group) {
        return BY_GROUP.getOrDefault(group, List.of());
    }
}
