using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>Registration, sign-in, sessions.</summary>
public sealed class AuthFunctions(
    RegisterAccount register, VerifyEmail verifyEmail, ResendVerification resend, SignInWithPassword signIn, RefreshSession refresh, SignOut signOut,
    BrowserSessions browsers)
{
    /// <summary>Opens an account, to be verified by mail. Answers alike whether the address has one already.</summary>
    [Function("Register"), AllowAnonymous, Limited(RateLimitKind.Registration)]
    public Task<IResult> Register(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/register")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<RegisterRequest, Unit>(
            body => register.ExecuteAsync(body.ToCommand(), context.CancellationToken), Answers.Accepted);

    /// <summary>Proves the address by the token of the mail.</summary>
    [Function("VerifyEmail"), AllowAnonymous, Weight(5)]
    public Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/verify-email")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<TokenRequest, Unit>(
            body => verifyEmail.ExecuteAsync(body.Token, context.CancellationToken), Answers.Ok);

    /// <summary>Sends the verification mail again.</summary>
    [Function("ResendVerification"), AllowAnonymous, Limited(RateLimitKind.Registration)]
    public Task<IResult> Resend(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/resend-verification")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<EmailRequest, Unit>(
            body => resend.ExecuteAsync(body.Email, context.CancellationToken), Answers.Accepted);

    /// <summary>Signs in: 200, or 202 with a challenge where the account has a second factor.</summary>
    [Function("SignIn"), AllowAnonymous, Limited(RateLimitKind.SignIn)]
    public Task<IResult> SignIn(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/login")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<SignInRequest, SignInView>(
            async body => (await signIn.ExecuteAsync(body.ToCommand(request.Device()), context.CancellationToken)).Map(outcome => outcome switch
            {
                SignedIn signedIn => SignInView.Of(browsers.Deliver(request, signedIn, body.TokenMode)),
                SecondFactorDue due => SignInView.Of(due),
                _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome of a sign-in."),
            }),
            static view => view.Challenge is null ? Answers.Ok : Answers.Accepted);

    /// <summary>Trades a refresh token, of the body or the cookie, for a new pair.</summary>
    [Function("RefreshSession"), AllowAnonymous, Weight(2)]
    public Task<IResult> Refresh(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/refresh")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<RefreshRequest, SignedInView>(
            async body =>
            {
                var token = browsers.TokenOf(request, body.RefreshToken);
                return token.IsSuccess
                    ? (await refresh.ExecuteAsync(token.Value.Text, request.Device(), context.CancellationToken)).Map(signedIn => browsers.Deliver(request, signedIn, token.Value.Mode))
                    : token.Error;
            },
            Answers.Ok);

    /// <summary>Ends the caller's session.</summary>
    [Function("SignOut"), AllowSignedIn]
    public Task<IResult> LogOut(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/logout")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            () =>
            {
                browsers.Forget(request);
                return signOut.ExecuteAsync(context.Caller(), context.CancellationToken);
            },
            Answers.NoContent);
}
