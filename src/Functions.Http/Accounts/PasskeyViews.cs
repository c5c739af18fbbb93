using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts.Passkeys;
using CryptoVault.Functions.Http.Api;

namespace CryptoVault.Functions.Http.Accounts;

internal sealed record AddPasskeyRequest(string State, string Label, JsonElement Credential) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/label", Label, 1, 50);
        PasskeyRequest.Check(check, State, Credential);
    }
}

internal sealed record PasskeySignInRequest(string State, JsonElement Credential, TokenMode TokenMode = TokenMode.Body) : IChecked
{
    public void Check(FieldChecks check) => PasskeyRequest.Check(check, State, Credential);
}

internal sealed record PasskeyRequest(string State, JsonElement Credential) : IChecked
{
    private const int LongestState = 2048;

    public void Check(FieldChecks check) => Check(check, State, Credential);

    public static void Check(FieldChecks check, string state, JsonElement credential)
    {
        check.Text("/state", state, 1, LongestState);
        if (credential.ValueKind != JsonValueKind.Object)
        {
            check.Refuse("/credential", "EXPECTED_OBJECT", "Expected what navigator.credentials answered, as JSON (toJSON).");
        }
    }
}

internal sealed record PasskeyChallengeView(string State, JsonElement Options)
{
    public static PasskeyChallengeView Of(PasskeyChallenge challenge) => new(challenge.State, JsonElement.Parse(challenge.OptionsJson));
}

internal sealed record PasskeyView(string Id, string Label, bool IsBackedUp, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static PasskeyView Of(Passkey passkey) => new(passkey.PasskeyId, passkey.Label, passkey.IsBackedUp, passkey.CreatedAt, passkey.LastUsedAt);
}

internal sealed record AddedPasskeyView(PasskeyView Passkey, IReadOnlyList<string> RecoveryCodes)
{
    public static AddedPasskeyView Of(AddedPasskey added) => new(PasskeyView.Of(added.Passkey), added.RecoveryCodes);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AddPasskeyRequest))]
[JsonSerializable(typeof(PasskeySignInRequest))]
[JsonSerializable(typeof(PasskeyRequest))]
[JsonSerializable(typeof(PasskeyChallengeView))]
[JsonSerializable(typeof(AddedPasskeyView))]
[JsonSerializable(typeof(ItemList<PasskeyView>))]
internal sealed partial class PasskeyHttpJson : JsonSerializerContext;
