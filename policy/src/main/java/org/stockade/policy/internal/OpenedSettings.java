package org.stockade.policy.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.Chainer;
import org.stockade.match.Matcher;
import org.stockade.policy.SettingsNode;
import org.stockade.proxy.Setting;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Child;
import org.stockade.session.Payload;

/** Settings while a factory reads them. For one thread. */
final class OpenedSettings implements SettingsNode.Opened {
    private final NodeSettings settings;
    private final Node node;
    private final Problems problems;
    private final RecordBinder binder;

    /** A child as it is written. */
    private record ChildShape(
            @Setting("The name of the child's proxy.") Name proxy,
            @Setting("The child's own settings.") Optional<Raw> with,
            @Setting(value = "Who keeps its output back.", def = "verdict") Payload.Hold hold) {}

    OpenedSettings(
            NodeSettings settings, SettingsNode.Children children, SettingsNode.Matchers matchers) {
        this.settings = settings;
        this.node =
                settings.node().isAbsent() ? Node.Mapping.empty(settings.start()) : settings.node();
        this.problems = new Problems(settings.origin());
        Leaf child =
                new Leaf() {
                    @Override
                    public @Nullable Object read(Node at, Spot spot, RecordBinder unused) {
                        return child(at, spot, children);
                    }

                    @Override
                    public Map<String, Object> schema(Spot spot) {
                        return Leaves.schema("type", "object");
                    }
                };
        Leaf chainer =
                new Leaf() {
                    @Override
                    public @Nullable Object read(Node at, Spot spot, RecordBinder unused) {
                        return chainer(at, spot, children);
                    }

                    @Override
                    public Map<String, Object> schema(Spot spot) {
                        return Choice.LEAF.schema(spot);
                    }
                };
        this.binder =
                new RecordBinder(
                        problems,
                        Map.of(
                                Name.class,
                                Name.LEAF,
                                Raw.class,
                                Raw.LEAF,
                                Child.class,
                                child,
                                Chainer.class,
                                chainer,
                                Matcher.class,
                                new MatcherLeaf(matchers)));
    }

    @Override
    public <T extends Record> T bind(Class<T> shape) throws SettingsException {
        T bound = binder.bind(shape, node, Spot.of(settings.subject(), settings.start()));
        if (bound == null || !problems.isEmpty()) {
            throw new SettingsException(errors());
        }
        return bound;
    }

    @Override
    public Optional<Child> child(String key) throws SettingsException {
        Node.Entry entry = node instanceof Node.Mapping mapping ? mapping.entries().get(key) : null;
        if (entry == null || entry.value().isAbsent()) {
            return Optional.empty();
        }
        int before = problems.count();
        Object child =
                binder.value(
                        Child.class, entry.value(), Spot.of(settings.subject(), entry.place()));
        if (child == null || problems.count() > before) {
            throw new SettingsException(errors());
        }
        return Optional.of((Child) child);
    }

    @Override
    public void error(String key, String whatBoundMend) {
        Place place = placeOf(key);
        String message = key.isEmpty() ? whatBoundMend : key + ": " + whatBoundMend;
        problems.add(place, Spot.of(settings.subject(), place).say(message));
    }

    @Override
    public List<String> errors() {
        return problems.inOrder();
    }

    private @Nullable Child child(Node at, Spot spot, SettingsNode.Children children) {
        ChildShape shape = binder.bind(ChildShape.class, at, spot);
        if (shape == null || shape.proxy().equals(Name.UNREADABLE)) {
            return null;
        }
        Node with = shape.with().map(Raw::node).orElseGet(() -> Choice.nothing(at.place()));
        String subject = settings.subject() + ", child " + Quoted.of(shape.proxy().text());
        return children.child(
                shape.proxy().text(),
                new NodeSettings(settings.origin(), with, with.place(), subject),
                shape.hold(),
                placed -> placed.forEach(error -> problems.addPlaced(error, at.place())));
    }

    private @Nullable Chainer chainer(Node at, Spot spot, SettingsNode.Children children) {
        if (!(Choice.LEAF.read(at, spot, binder) instanceof Choice choice)) {
            return null;
        }
        String subject = settings.subject() + ", chainer " + Quoted.of(choice.name());
        Node with = choice.with();
        return children.chainer(
                        choice.name(),
                        new NodeSettings(settings.origin(), with, with.place(), subject),
                        placed -> placed.forEach(error -> problems.addPlaced(error, at.place())))
                .orElse(null);
    }

    /** Where a dotted key stands, or as much of it as there is. A key may itself hold dots. */
    private Place placeOf(String dotted) {
        Place place = settings.start();
        Node at = node;
        // What is no mapping is the value of the one key that it may stand for.
        String rest =
                node instanceof Node.Mapping ? dotted : dotted.substring(dotted.indexOf('.') + 1);
        while (!rest.isEmpty()) {
            String step = rest;
            Node.Entry next = step(at, step);
            while (next == null && step.indexOf('.') >= 0) {
                step = step.substring(0, step.lastIndexOf('.'));
                next = step(at, step);
            }
            if (next == null) {
                break;
            }
            place = next.place();
            at = next.value();
            rest = rest.substring(Math.min(rest.length(), step.length() + 1));
        }
        return place;
    }

    /** The entry of a key, or the item of a list by its index from 0. */
    private static Node.@Nullable Entry step(Node at, String step) {
        if (at instanceof Node.Mapping mapping) {
            return mapping.entries().get(step);
        }
        if (at instanceof Node.Sequence list && step.matches("[0-9]{1,6}")) {
            int index = Integer.parseInt(step);
            if (index < list.items().size()) {
                Node item = list.items().get(index);
                return new Node.Entry(item.place(), step, item);
            }
        }
        return null;
    }
}
