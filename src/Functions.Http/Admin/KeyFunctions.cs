using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Protection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Admin;

/// <summary>The key-encryption keys, under which the customers' data keys lie.</summary>
public sealed class KeyFunctions(RotateKeys rotateKeys)
{
    /// <summary>Puts a new key in force. The data keys follow within minutes, and everything stays readable meanwhile.</summary>
    [Function("RotateWrappingKey"), Allow(Role.Admin, StepUp = true), Weight(20)]
    public Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/keys/rotate")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            async () => (await rotateKeys.ExecuteAsync(context.CancellationToken)).Map(keyId => new WrappingKeyView(keyId)), Answers.Ok);
}

internal sealed record WrappingKeyView(string KeyId);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WrappingKeyView))]
internal sealed partial class KeyHttpJson : JsonSerializerContext;
