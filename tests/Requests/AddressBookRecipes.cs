using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Address books.</summary>
internal static class AddressBookRecipes
{
    private const string Route = "api/v1/wallet/addresses";

    /// <summary>The address of the private key 1 (BIP-173's example).</summary>
    private const string OwnAddress = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

    public static Recipe[] All { get; } =
    [
        new("AddAddress", (_, _) => Recipes.Plain(Route, NewAddress())),
        new("ConfirmAddress", async (cast, _) =>
        {
            var added = await AddAsync(cast, cast.Ana, NewAddress());
            return new Call($"{Route}/confirm", new JsonObject
            {
                ["userId"] = cast.Ana.UserId, ["addressId"] = added, ["token"] = await cast.TokenOfMailAsync(cast.Ana.Email, added),
            });
        }),
        new("RemoveAddress", async (cast, caller) => new Call($"{Route}/{await AddAsync(cast, caller, NewAddress())}")) { IsOwn = true },
        new("SetWhitelistOnly", (_, _) => Recipes.Plain($"{Route}/whitelist-only", new JsonObject { ["enabled"] = false })), // on, it would stop others' withdrawals
        new("ProveAddress", ProofAsync) { IsOwn = true },
    ];

    private static JsonObject NewAddress(string? address = null) => new()
    {
        ["network"] = address is null ? "ethereum" : "bitcoin",
        ["address"] = address ?? "0x" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
        ["label"] = "cold store",
    };

    private static async Task<string> AddAsync(Cast cast, Person caller, JsonObject address) =>
        (await cast.Api.PostAsync(Route, address, caller.Token)).Expect(201)["id"];

    private static async Task<Call> ProofAsync(Cast cast, Person caller)
    {
        var listed = (await cast.Api.GetAsync(Route, caller.Token)).Expect(200).Items;
        var id = listed.Where(one => one.TextOf("address") == OwnAddress).Select(one => one.TextOf("id")).FirstOrDefault()
            ?? await AddAsync(cast, caller, NewAddress(OwnAddress));
        var message = (await cast.Api.GetAsync(Route, caller.Token)).Expect(200).Items.Single(one => one.TextOf("id") == id).TextOf("proofMessage");
        var signature = Sign(message);
        foreach (var header in (byte[])[39, 40])
        {
            var body = new JsonObject { ["signature"] = Convert.ToBase64String([header, .. signature]) };
            if ((await cast.Api.PostAsync($"{Route}/{id}/proof", body, caller.Token)).Status == 200)
            {
                return new Call($"{Route}/{id}/proof", body);
            }
        }

        throw new UnexpectedException("The proof of the wallet", "taken with one of the two headers", "refused with both");
    }

    /// <summary>Bitcoin's signmessage, without the header, which says which of two keys it was: both are tried.</summary>
    private static byte[] Sign(string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var hash = SHA256.HashData(SHA256.HashData([.. Encoding.Latin1.GetBytes("\u0018Bitcoin Signed Message:\n"), (byte)text.Length, .. text]));
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.CreateFromValue("1.3.132.0.10"),
            D = [.. new byte[31], 1],
            Q = new ECPoint
            {
                X = Convert.FromHexString("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
                Y = Convert.FromHexString("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"),
            },
        });
        return key.SignHash(hash);
    }
}
