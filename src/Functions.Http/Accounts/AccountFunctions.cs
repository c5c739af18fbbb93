using CryptoVault.Accounts;
using CryptoVault.Accounts.Administration;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>The caller's own account.</summary>
public sealed class AccountFunctions(FindAccounts find)
{
    /// <summary>Who the caller is.</summary>
    [Function("Me"), AllowSignedIn]
    public Task<IResult> Me(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/me")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<AccountView>(() => find.ByIdAsync(context.Caller().UserId, context.CancellationToken), Answers.Ok);
}
