using CryptoVault.Accounts;
using CryptoVault.Accounts.Tokens;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>The keys that sign access tokens.</summary>
public sealed class AdminKeyFunctions(RotateSigningKey rotate, AuditLog log)
{
    /// <summary>Has access tokens signed by a new key; tokens of old keys live out their time, or are refused at once.</summary>
    [Function("RotateSigningKey"), Allow(Role.Admin, StepUp = true), Weight(10)]
    public Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/signing-keys/rotate")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<RotateKeyRequest, SigningKeyListView>(
            body => log.DoAsync(
                new AuditEntry(AuditStreams.Administration, AuditActions.SigningKeyRotated, "signing-keys").With("revokeOld", body.RevokeOld ? "true" : "false"),
                () =>
                {
                    var keys = rotate.Execute(context.Caller().UserId, body.RevokeOld);
                    return Task.FromResult<Result<SigningKeyListView>>(new SigningKeyListView(keys[^1], keys));
                }),
            Answers.Ok);
}
