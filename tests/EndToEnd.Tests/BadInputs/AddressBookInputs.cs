namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of address books and limits.</summary>
internal static class AddressBookInputs
{
    private const string Addresses = "api/v1/wallet/addresses";

    private static readonly GoodInput List = new("GET", Addresses, "ana");
    private static readonly GoodInput Add = new("POST", Addresses, "ana", """{"network":"bitcoin","address":"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4","label":"mine"}""");
    private static readonly GoodInput Remove = new("DELETE", Addresses + "/{id}", "ana");
    private static readonly GoodInput Prove = new("POST", Addresses + "/{id}/proof", "ana", """{"signature":"abc"}""");
    private static readonly GoodInput Only = new("PUT", Addresses + "/whitelist-only", "ana", """{"enabled":true}""");
    private static readonly GoodInput Limits = new("GET", "api/v1/wallet/limits", "ana");

    private static readonly GoodInput Confirm = new("POST", Addresses + "/confirm", null, """
        {"userId":"0198c0de-0000-7000-8000-000000000001","addressId":"0198c0de-0000-7000-8000-00000000000a","token":"abc"}
        """);

    public static IEnumerable<BadInput> All =>
    [
        List.UnknownQuery("limit"),
        List.Anonymous(),
        Add.Member("network", "\"doge\""),
        Add.Member("address", "\"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5\""),
        Add.Member("label", "\"\"", tellsBound: true),
        Add.Member("memo", $"\"{new string('m', 65)}\"", tellsBound: true),
        Confirm.Member("userId", "\"ana\""),
        Confirm.Member("token", null),
        Remove.UnknownQuery(),
        Remove.Missing(Remove.GoodPath, "ADDRESS_NOT_FOUND"),
        Prove.Member("signature", "7"),
        Prove.Missing(Prove.GoodPath, "ADDRESS_NOT_FOUND"),
        Only.Member("enabled", "\"yes\""),
        Only.Member("enabled", null),
        Limits.UnknownQuery("level"),
        Limits.Anonymous(),
    ];
}
