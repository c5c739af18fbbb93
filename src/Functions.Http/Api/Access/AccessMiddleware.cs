using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api.Limits;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace CryptoVault.Functions.Http.Api.Access;

/// <summary>
/// Lets a call through only if its function's policy admits the caller and the caller's limit is not used up. A refusal is
/// set as the invocation's result without running the function, so that the worker executes it as if the function
/// had returned it (the worker runs results after all middleware).
/// </summary>
internal sealed class AccessMiddleware(FunctionPolicies policies, IAccessCheck access, ApiKeyCheck apiKeys, ClientAddresses addresses, RequestLimits limits, TimeProvider clock)
    : IFunctionsWorkerMiddleware
{
    private const string Scheme = "Bearer ";
    private const int LongestToken = 8192;

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            return next(context);
        }

        var policy = policies.Of(context.FunctionDefinition);
        if (policy.Kind == PolicyKind.Anonymous)
        {
            return limits.Charge(http, policy) is { } tooMany ? Refuse(context, tooMany) : next(context);
        }

        if (SignedRequests.KeyOf(http.Request) is { } apiKey)
        {
            return AdmitSignedAsync(context, http, policy, apiKey, next);
        }

        if (TokenOf(http.Request) is not { } token)
        {
            return Refuse(context, limits.ChargeStranger(http) ?? new AuthenticationRequired());
        }

        var check = access.CheckAsync(token, policy.Fresh, http.RequestAborted);
        return check.IsCompletedSuccessfully
            ? Admit(context, http, policy, check.Result, next)
            : AdmitLaterAsync(context, http, policy, check, next);
    }

    private async Task AdmitSignedAsync(FunctionContext context, HttpContext http, FunctionPolicy policy, string apiKey, FunctionExecutionDelegate next)
    {
        var request = await SignedRequests.ReadAsync(http);
        if (!request.IsSuccess)
        {
            await Refuse(context, request.Error);
            return;
        }

        var signed = await apiKeys.CheckAsync(apiKey, request.Value, addresses.Of(http), policy.Fresh, http.RequestAborted);
        if (signed.IsSuccess && !HttpMethods.IsGet(http.Request.Method))
        {
            signed.Value.Guard.Engage();
        }

        await Admit(context, http, policy, signed.Map(one => one.Caller), next);
    }

    private async Task AdmitLaterAsync(
        FunctionContext context, HttpContext http, FunctionPolicy policy, ValueTask<Result<Caller>> check, FunctionExecutionDelegate next) =>
        await Admit(context, http, policy, await check, next);

    private Task Admit(FunctionContext context, HttpContext http, FunctionPolicy policy, Result<Caller> caller, FunctionExecutionDelegate next)
    {
        if (!caller.IsSuccess)
        {
            return Refuse(context, limits.ChargeStranger(http) ?? caller.Error);
        }

        if (AuditOrigin.Current is { } origin)
        {
            origin.Caller = caller.Value;
        }

        if (limits.Charge(http, policy, caller.Value) is { } tooMany)
        {
            return Refuse(context, tooMany);
        }

        if (policy.Refuse(caller.Value, clock.GetUtcNow()) is { } refusal)
        {
            return Refuse(context, refusal);
        }

        context.Items[CallerItem.Key] = caller.Value;
        return next(context);
    }

    private static Task Refuse(FunctionContext context, Error error)
    {
        context.GetInvocationResult().Value = new ProblemAnswer(error);
        return Task.CompletedTask;
    }

    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1
            && header[0] is { } value
            && value.Length is > 7 and <= LongestToken
            && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? value[Scheme.Length..]
                : null;
    }
}
