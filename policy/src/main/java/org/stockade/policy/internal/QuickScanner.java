package org.stockade.policy.internal;

/**
 * Goes through the text of a document and takes keys and single values off it, each of which stands
 * on one line (YAML 1.2.2 chapters 6 and 7). Whatever else there is ends it with {@link
 * UnsureException}.
 *
 * <p>The text has passed {@link DocumentText}: there is no tab and no control character in it.
 */
final class QuickScanner {
    /** The end of the text; the text itself has none of these. */
    static final char END = 0;

    /** YAML allows 1024 characters from the begin of a key to its colon. */
    private static final int LONGEST_KEY = 1000;

    /** From here on there are surrogates, of which two are one column. */
    private static final char FIRST_UNSURE = '\uD800';

    /** What a plain value cannot begin with, or only some; a marker begins with dots. */
    private static final String INDICATORS = "-.?:,[]{}#&*!|>'\"%@`";

    private final String text;
    private final int length;
    private final QuickWords words = new QuickWords();
    private int at;
    private int line = 1;
    private int lineStart;
    private int values;

    QuickScanner(String text) {
        this.text = text;
        this.length = text.length();
    }

    // Where it is

    /** The character here, or {@link #END}. */
    char here() {
        return charAt(at);
    }

    /** From 0. */
    int column() {
        return at - lineStart;
    }

    Place place() {
        return new Place(line, column() + 1);
    }

    boolean atEnd() {
        return at == length;
    }

    /** Whether a {@code -} of a list is here. */
    boolean atDash() {
        return here() == '-' && isBlank(charAt(at + 1));
    }

    /** Whether a colon is here that ends a key, in lines. */
    boolean atColon() {
        return here() == ':' && isBlank(charAt(at + 1));
    }

    private char charAt(int index) {
        return index < length ? text.charAt(index) : END;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == END;
    }

    // How it goes on

    /** Takes one character. */
    void skip() {
        at++;
    }

    void skipSpaces() {
        while (here() == ' ') {
            at++;
        }
    }

    /** Whether nothing but a comment follows on this line; spaces are taken. */
    boolean atLineEnd() throws UnsureException {
        skipSpaces();
        char c = here();
        // The library takes "#" for the begin of a comment in more places than YAML does.
        if (c == '#' && column() > 0 && charAt(at - 1) != ' ') {
            throw new UnsureException();
        }
        return c == '#' || c == '\n' || c == END;
    }

    /** To the first character of the next line that has any, when nothing follows on this one. */
    void toNextLine() throws UnsureException {
        while (atLineEnd()) {
            if (!nextLine()) {
                return;
            }
        }
    }

    /** Takes spaces, line ends and comments between what stands in brackets. */
    void skipInBrackets() throws UnsureException {
        toNextLine();
    }

    private boolean nextLine() {
        int end = text.indexOf('\n', at);
        if (end < 0) {
            at = length;
            return false;
        }
        at = end + 1;
        line++;
        lineStart = at;
        return true;
    }

    // What it takes

    /** Counts a key, value, list or mapping. */
    void count() throws UnsureException {
        if (++values > YamlReader.MOST_VALUES) {
            throw new UnsureException();
        }
    }

    /** A key or value: with quotes, or plain up to the end of the line, a comment or a colon. */
    Node.Scalar scalar(boolean inBrackets) throws UnsureException {
        count();
        Place place = place();
        return switch (here()) {
            case '\'' -> new Node.Scalar(place, singleQuoted(), false);
            case '"' -> new Node.Scalar(place, doubleQuoted(), false);
            default -> new Node.Scalar(place, plain(inBrackets), true);
        };
    }

    /** Nothing, here, where a value might be. */
    Node.Scalar nothing(Place place) throws UnsureException {
        count();
        return new Node.Scalar(place, "", true);
    }

    /** What may be a key and is followed by a colon. */
    void checkKey(Node.Scalar key) throws UnsureException {
        if (line != key.place().line()
                || column() - key.place().column() > LONGEST_KEY
                || key.text().isEmpty()
                || key.text().equals("<<")
                || (key.plain() && CoreSchema.isNoText(key.text()))) {
            throw new UnsureException();
        }
    }

    private String plain(boolean inBrackets) throws UnsureException {
        int from = at;
        char first = here();
        if ((first < 'a' || first > 'z') && INDICATORS.indexOf(first) >= 0) {
            checkFirst(first);
        }
        int end = from;
        int next = from;
        for (char c = first; c != '\n' && c != END; c = charAt(++next)) {
            if (c == ' ') {
                if (charAt(next + 1) == '#') {
                    break;
                }
                continue;
            }
            if (c == ':' && endsPlain(charAt(next + 1), inBrackets)
                    || inBrackets && isBracketOrComma(c)) {
                break;
            }
            if (c >= FIRST_UNSURE) {
                throw new UnsureException();
            }
            end = next + 1;
        }
        at = next;
        if (end == from) {
            throw new UnsureException();
        }
        return words.of(text, from, end);
    }

    /** A number may begin so; what else does is the library's, markers of documents above all. */
    private void checkFirst(char first) throws UnsureException {
        char next = charAt(at + 1);
        boolean number = next >= '0' && next <= '9';
        if (!number || column() == 0 || (first != '-' && first != '.')) {
            throw new UnsureException();
        }
    }

    private static boolean endsPlain(char afterColon, boolean inBrackets) {
        return isBlank(afterColon) || inBrackets && isBracketOrComma(afterColon);
    }

    private static boolean isBracketOrComma(char c) {
        return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
    }

    private String singleQuoted() throws UnsureException {
        int from = ++at;
        boolean doubled = false;
        while (true) {
            char c = charAt(at++);
            if (c == '\'') {
                if (here() != '\'') {
                    break;
                }
                doubled = true;
                at++;
            }
            checkQuoted(c);
        }
        return doubled ? undoubled(from, at - 1) : words.of(text, from, at - 1);
    }

    private String undoubled(int from, int end) {
        StringBuilder plain = new StringBuilder(end - from);
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            plain.append(c);
            i += c == '\'' ? 1 : 0;
        }
        return plain.toString();
    }

    private String doubleQuoted() throws UnsureException {
        int from = ++at;
        while (true) {
            char c = charAt(at++);
            if (c == '"') {
                return words.of(text, from, at - 1);
            }
            if (c == '\\') {
                at--;
                return escaped(from);
            }
            checkQuoted(c);
        }
    }

    /** The rest of a text in which there is a backslash here. */
    private String escaped(int from) throws UnsureException {
        StringBuilder plain = new StringBuilder(text.substring(from, at));
        while (true) {
            char c = charAt(at++);
            if (c == '"') {
                return plain.toString();
            }
            checkQuoted(c);
            plain.append(c == '\\' ? unescaped(charAt(at++)) : c);
        }
    }

    private static char unescaped(char c) throws UnsureException {
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> throw new UnsureException();
        };
    }

    private static void checkQuoted(char c) throws UnsureException {
        if (c == '\n' || c == END || c >= FIRST_UNSURE) {
            throw new UnsureException();
        }
    }
}
