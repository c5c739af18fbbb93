using CryptoVault.Accounts.Sessions;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>The caller's sessions.</summary>
public sealed class SessionFunctions(OwnSessions sessions, BrowserSessions browsers)
{
    /// <summary>The sessions that live, newest first.</summary>
    [Function("Sessions"), AllowSignedIn]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/auth/sessions")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<NoQuery, SessionView>(
            _ => NoQuery.Instance,
            async _ => (await sessions.ListAsync(context.Caller(), context.CancellationToken))
                .Map(living => new ItemPage<SessionView>([.. living.Select(session => SessionView.Of(session, context.Caller().SessionId))], null)));

    /// <summary>Ends a session; its tokens are refused from the next request on.</summary>
    [Function("EndSession"), AllowSignedIn(Fresh = true)]
    public Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/auth/sessions/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<Unit>(
            async () => ResourceIds.IsId(id) ? await sessions.EndAsync(context.Caller(), id, context.CancellationToken) : new SessionNotFound(), Answers.NoContent);

    /// <summary>Ends all sessions, the caller's too.</summary>
    [Function("EndAllSessions"), AllowSignedIn(Fresh = true)]
    public Task<IResult> EndAll([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/logout-all")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            () =>
            {
                browsers.Forget(request);
                return sessions.EndAllAsync(context.Caller(), context.CancellationToken);
            },
            Answers.NoContent);
}
