using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// Reads the part of the query language that the adapter and the client library's rewritten queries use
/// (https://learn.microsoft.com/cosmos-db/query/overview): SELECT *, comparisons with parameters and literals, IN, AND,
/// OR, NOT, type tests, ORDER BY over top-level properties.
/// </summary>
internal sealed partial class SqlParser
{
    private readonly string text;
    private readonly IReadOnlyDictionary<string, object?> parameters;
    private readonly List<(string Token, int Start)> tokens;
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);
    private int next;

    private SqlParser(string text, IReadOnlyDictionary<string, object?> parameters)
    {
        this.text = text;
        this.parameters = parameters;
        tokens = [.. Lexer().Matches(text).Select(match => (match.Value, match.Index)), ("", text.Length)];
    }

    private string Token => tokens[next].Token;

    /// <param name="text">The query.</param>
    /// <param name="parameters">The values of its parameters by name.</param>
    /// <exception cref="SqlException">It is not understood.</exception>
    public static SqlQuery Parse(string text, IReadOnlyDictionary<string, object?> parameters) => new SqlParser(text, parameters).Query();

    private SqlQuery Query()
    {
        Expect("SELECT");
        var items = Token == "*" ? null : RewrittenSelection();
        if (items is null)
        {
            next++;
        }

        Expect("FROM");
        Expect("c");
        Func<JsonElement, bool> filter = static _ => true;
        var filterText = "true";
        HashSet<string> filterPaths = [];
        if (Is("WHERE"))
        {
            var start = tokens[++next].Start;
            paths.Clear(); // what is selected needs no index
            filter = Or();
            filterText = text[start..tokens[next].Start].Trim();
            filterPaths = paths.ToHashSet(StringComparer.Ordinal);
        }

        var order = new List<SqlOrder>();
        if (Is("ORDER"))
        {
            next++;
            Expect("BY");
            do
            {
                var path = Path();
                var descending = Is("DESC");
                next += descending || Is("ASC") ? 1 : 0;
                order.Add(new SqlOrder(path, descending));
            }
            while (Skip(","));
        }

        return Token == "" ? new SqlQuery { OrderByItems = items, Filter = filter, FilterPaths = filterPaths, FilterText = filterText, Order = order } : throw Unexpected();
    }

    /// <summary>
    /// <c>c._rid, [{"item": c["a"]}, ...] AS orderByItems, c AS payload</c>: the form of
    /// Query/Core/Pipeline/CrossPartition/OrderBy/OrderByQueryResult.cs of the client library.
    /// </summary>
    private List<string> RewrittenSelection()
    {
        var items = new List<string>();
        Path();
        Expect(",");
        Expect("[");
        do
        {
            Expect("{");
            Expect("\"item\"");
            Expect(":");
            items.Add(Path());
            Expect("}");
        }
        while (Skip(","));
        Expect("]");
        Expect("AS");
        Expect("orderByItems");
        Expect(",");
        Expect("c");
        Expect("AS");
        Expect("payload");
        return items;
    }

    private Func<JsonElement, bool> Or()
    {
        var left = And();
        while (Skip("OR"))
        {
            var (first, second) = (left, And());
            left = document => first(document) || second(document);
        }

        return left;
    }

    private Func<JsonElement, bool> And()
    {
        var left = Not();
        while (Skip("AND"))
        {
            var (first, second) = (left, Not());
            left = document => first(document) && second(document);
        }

        return left;
    }

    private Func<JsonElement, bool> Not()
    {
        if (Skip("NOT"))
        {
            var inner = Not();
            return document => !inner(document);
        }

        if (Skip("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        if (Skip("true"))
        {
            return static _ => true;
        }

        return Token.StartsWith("IS_", StringComparison.Ordinal) ? TypeTest() : Comparison();
    }

    private Func<JsonElement, bool> TypeTest()
    {
        var test = tokens[next++].Token;
        Expect("(");
        var path = Path();
        Expect(")");
        var rank = test switch { "IS_NULL" => 1, "IS_NUMBER" => 3, "IS_STRING" => 4, "IS_DEFINED" => -1, _ => throw Unexpected() };
        return document => SqlValue.Rank(SqlQuery.Value(document, path)) is var found && (rank < 0 ? found > 0 : found == rank);
    }

    private Func<JsonElement, bool> Comparison()
    {
        var path = Path();
        if (Skip("IN"))
        {
            var values = new List<object?>();
            Expect("(");
            do
            {
                values.Add(Literal());
            }
            while (Skip(","));
            Expect(")");
            return document => values.Any(value => SqlValue.Holds("=", SqlQuery.Value(document, path), value));
        }

        var comparison = tokens[next++].Token;
        var right = Literal();
        return document => SqlValue.Holds(comparison, SqlQuery.Value(document, path), right);
    }

    private string Path()
    {
        Expect("c");
        string path;
        if (Skip("["))
        {
            path = JsonSerializer.Deserialize<string>(tokens[next++].Token)!;
            Expect("]");
        }
        else
        {
            Expect(".");
            path = tokens[next++].Token;
        }

        paths.Add(path);
        return path;
    }

    private object? Literal()
    {
        var token = tokens[next++].Token;
        return token switch
        {
            ['@', ..] => parameters.TryGetValue(token, out var value) ? value : throw new SqlException($"The parameter {token} has no value."),
            ['"', ..] => JsonSerializer.Deserialize<string>(token),
            "true" => true,
            "false" => false,
            "null" => null,
            _ => double.TryParse(token, CultureInfo.InvariantCulture, out var number) ? number : throw Unexpected(),
        };
    }

    private bool Is(string token) => Token.Equals(token, StringComparison.OrdinalIgnoreCase);

    private bool Skip(string token)
    {
        var found = Is(token);
        next += found ? 1 : 0;
        return found;
    }

    private void Expect(string token)
    {
        if (!Skip(token))
        {
            throw Unexpected();
        }
    }

    private SqlException Unexpected() => new($"Syntax error, incorrect syntax near '{Token}'.");

    [GeneratedRegex("""@[A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?|"([^"\\]|\\.)*"|<=|>=|<>|!=|[^\s]""")]
    private static partial Regex Lexer();
}
