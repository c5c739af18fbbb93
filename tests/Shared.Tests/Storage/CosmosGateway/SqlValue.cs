using System.Text;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>
/// Values of the query language and their order: undefined, null, boolean, number, string, and the rest.
/// https://learn.microsoft.com/cosmos-db/query/order-by ("mixed types").
/// </summary>
internal static class SqlValue
{
    /// <summary>What a path that a document does not have evaluates to.</summary>
    public static readonly object Undefined = new();

    public static object? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString(),
        _ => element,
    };

    public static int Rank(object? value) => value switch
    {
        null => 1,
        bool => 2,
        double => 3,
        string => 4,
        _ => ReferenceEquals(value, Undefined) ? 0 : 5,
    };

    public static int Compare(object? left, object? right)
    {
        var byType = Rank(left).CompareTo(Rank(right));
        return byType != 0 ? byType : (left, right) switch
        {
            (bool a, bool b) => a.CompareTo(b),
            (double a, double b) => a.CompareTo(b),
            (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
            _ => 0,
        };
    }

    /// <summary>A comparison of values of two types is undefined, and so not true.</summary>
    public static bool Holds(string comparison, object? left, object? right)
    {
        if (Rank(left) != Rank(right) || Rank(left) is 0 or 5)
        {
            return false;
        }

        var order = Compare(left, right);
        return comparison switch
        {
            "=" => order == 0,
            "!=" or "<>" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => throw new SqlException($"Syntax error, incorrect syntax near '{comparison}'."),
        };
    }
}

/// <summary>The query is none that this gateway understands; Cosmos DB answers such with 400.</summary>
internal sealed class SqlException(string message) : Exception(message);
