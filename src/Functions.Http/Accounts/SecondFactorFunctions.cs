using CryptoVault.Accounts.FourEyes;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>The second factor: at sign-in, for what needs a fresh proof, and its own set-up.</summary>
public sealed class SecondFactorFunctions(
    SignInWithSecondFactor signIn, StepUp stepUp, SetUpSecondFactor setUp, EnableSecondFactor enable, DisableSecondFactor disable, RenewRecoveryCodes renew,
    RequestFactorReset requestReset, BrowserSessions browsers)
{
    /// <summary>The second step of a sign-in: a code of the authenticator, or a recovery code.</summary>
    [Function("SignInWithSecondFactor"), AllowAnonymous, Weight(5)]
    public Task<IResult> SecondStep(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/login/second-factor")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<SecondFactorRequest, SignedInView>(
            async body => (await signIn.ExecuteAsync(body.Challenge, body.Code, request.Device(), context.CancellationToken))
                .Map(signedIn => browsers.Deliver(request, signedIn, body.TokenMode)),
            Answers.Ok);

    /// <summary>Proves the second factor for what needs a proof not older than five minutes.</summary>
    [Function("StepUp"), AllowSignedIn(Fresh = true)]
    public Task<IResult> Prove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/step-up")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<CodeRequest, StepUpView>(
            async body => (await stepUp.ExecuteAsync(context.Caller(), body.Code, context.CancellationToken)).Map(until => new StepUpView(until)), Answers.Ok);

    /// <summary>Makes a secret for an authenticator app; it is in force after <c>enable</c>.</summary>
    [Function("SetUpSecondFactor"), AllowSignedIn(Fresh = true)]
    public Task<IResult> SetUp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/2fa/setup")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PasswordRequest, NewSecondFactorView>(
            async body => (await setUp.ExecuteAsync(context.Caller(), body.Password, context.CancellationToken)).Map(NewSecondFactorView.Of), Answers.Ok);

    /// <summary>Puts the secret in force by its first code; answers the recovery codes, once.</summary>
    [Function("EnableSecondFactor"), AllowSignedIn(Fresh = true)]
    public Task<IResult> Enable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/2fa/enable")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<CodeRequest, RecoveryCodesView>(
            async body => (await enable.ExecuteAsync(context.Caller(), body.Code, context.CancellationToken)).Map(codes => new RecoveryCodesView(codes)), Answers.Ok);

    /// <summary>Gives the second factor up, by a code of it.</summary>
    [Function("DisableSecondFactor"), AllowSignedIn(Fresh = true)]
    public Task<IResult> Disable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/2fa/disable")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<CodeRequest, Unit>(body => disable.ExecuteAsync(context.Caller(), body.Code, context.CancellationToken), Answers.NoContent);

    /// <summary>Answers ten new recovery codes, by a code; the old ones are void.</summary>
    [Function("RenewRecoveryCodes"), AllowSignedIn(Fresh = true)]
    public Task<IResult> Renew(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/2fa/recovery-codes")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<CodeRequest, RecoveryCodesView>(
            async body => (await renew.ExecuteAsync(context.Caller(), body.Code, context.CancellationToken)).Map(codes => new RecoveryCodesView(codes)), Answers.Ok);

    /// <summary>Asks to have a lost second factor removed, by the challenge of a sign-in; two of the staff decide after a check of the identity.</summary>
    [Function("RequestFactorReset"), AllowAnonymous, Limited(RateLimitKind.Registration)]
    public Task<IResult> RequestReset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/2fa/lost")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ChallengeRequest, Unit>(body => requestReset.ExecuteAsync(body.Challenge, context.CancellationToken), Answers.Accepted);
}
