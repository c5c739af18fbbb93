using CryptoVault.Accounts.Passkeys;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>Passkeys (WebAuthn): as the only factor, as the second one, and for what needs a fresh proof.</summary>
public sealed class PasskeyFunctions(AddPasskey add, ProvePasskey prove, OwnPasskeys own, BrowserSessions browsers)
{
    private const string Routes = "api/v1/auth/passkeys";

    /// <summary>The caller's passkeys, oldest first.</summary>
    [Function("Passkeys"), AllowSignedIn]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<NoQuery, PasskeyView>(
            _ => NoQuery.Instance,
            async _ => (await own.ListAsync(context.Caller(), context.CancellationToken)).Map(keys => new ItemPage<PasskeyView>([.. keys.Select(PasskeyView.Of)], null)));

    /// <summary>Begins to add a passkey: what navigator.credentials.create takes.</summary>
    [Function("BeginPasskey"), AllowSignedIn(Fresh = true)]
    public Task<IResult> BeginAdding(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/register/options")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PasswordRequest, PasskeyChallengeView>(
            async body => (await add.BeginAsync(context.Caller(), body.Password, request.HttpContext, context.CancellationToken)).Map(PasskeyChallengeView.Of), Answers.Ok);

    /// <summary>Adds the passkey; answers recovery codes, once, where the account has none.</summary>
    [Function("AddPasskey"), AllowSignedIn(Fresh = true), Weight(5)]
    public Task<IResult> Add(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/register")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<AddPasskeyRequest, AddedPasskeyView>(
            async body => (await add.FinishAsync(context.Caller(), body.State, body.Label, body.Credential.GetRawText(), request.HttpContext, context.CancellationToken))
                .Map(AddedPasskeyView.Of),
            Answers.Created);

    /// <summary>Begins to sign in with a passkey: what navigator.credentials.get takes.</summary>
    [Function("BeginPasskeySignIn"), AllowAnonymous, Weight(5)]
    public Task<IResult> BeginSignIn(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/login/options")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PasskeyChallengeView>(async () => PasskeyChallengeView.Of(await prove.BeginSignInAsync(request.HttpContext)), Answers.Ok);

    /// <summary>Signs in with a passkey, with or without a password before.</summary>
    [Function("SignInWithPasskey"), AllowAnonymous, Limited(RateLimitKind.SignIn)]
    public Task<IResult> SignIn(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/login")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PasskeySignInRequest, SignedInView>(
            async body => (await prove.SignInAsync(body.State, body.Credential.GetRawText(), request.Device(), request.HttpContext, context.CancellationToken))
                .Map(signedIn => browsers.Deliver(request, signedIn, body.TokenMode)),
            Answers.Ok);

    /// <summary>Begins a fresh proof by one of the caller's passkeys.</summary>
    [Function("BeginPasskeyStepUp"), AllowSignedIn(Fresh = true)]
    public Task<IResult> BeginStepUp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/step-up/options")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PasskeyChallengeView>(async () => PasskeyChallengeView.Of(await prove.BeginStepUpAsync(context.Caller(), request.HttpContext)), Answers.Ok);

    /// <summary>Proves the second factor by a passkey, for what needs a proof not older than five minutes.</summary>
    [Function("StepUpWithPasskey"), AllowSignedIn(Fresh = true), Weight(5)]
    public Task<IResult> StepUp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/step-up")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PasskeyRequest, StepUpView>(
            async body => (await prove.StepUpAsync(context.Caller(), body.State, body.Credential.GetRawText(), request.HttpContext, context.CancellationToken))
                .Map(until => new StepUpView(until)),
            Answers.Ok);

    /// <summary>Removes a passkey; withdrawals are blocked for 24 hours.</summary>
    [Function("RemovePasskey"), AllowSignedIn(StepUp = true)]
    public Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<Unit>(
            async () => ResourceIds.IsId(id) ? await own.RemoveAsync(context.Caller(), id, context.CancellationToken) : new PasskeyNotFound(), Answers.NoContent);
}
