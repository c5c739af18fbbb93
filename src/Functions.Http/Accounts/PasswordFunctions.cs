using CryptoVault.Accounts.EmailChanges;
using CryptoVault.Accounts.Freezing;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>Changes of how an account is signed in to: password, address, and its freezing.</summary>
public sealed class PasswordFunctions(ForgotPassword forgot, ResetPassword reset, ChangePassword change, BeginEmailChange beginEmail, ConfirmEmailChange confirmEmail, FreezeAccount freeze)
{
    /// <summary>Mails a token for a new password. Answers alike whether the address has an account.</summary>
    [Function("ForgotPassword"), AllowAnonymous, Limited(RateLimitKind.Registration)]
    public Task<IResult> Forgot(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/password/forgot")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<EmailRequest, Unit>(body => forgot.ExecuteAsync(body.Email, context.CancellationToken), Answers.Accepted);

    /// <summary>Sets a new password by the token of the mail; all sessions end, withdrawals are blocked for 24 hours.</summary>
    [Function("ResetPassword"), AllowAnonymous, Limited(RateLimitKind.SignIn)]
    public Task<IResult> Reset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/password/reset")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ResetPasswordRequest, Unit>(body => reset.ExecuteAsync(body.Token, body.Password, context.CancellationToken), Answers.Ok);

    /// <summary>Changes the password; all other sessions end, withdrawals are blocked for 24 hours.</summary>
    [Function("ChangePassword"), AllowSignedIn(Fresh = true)]
    public Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/password/change")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ChangePasswordRequest, Unit>(
            body => change.ExecuteAsync(context.Caller(), body.CurrentPassword, body.NewPassword, context.CancellationToken), Answers.NoContent);

    /// <summary>Asks for another address; both addresses get a mail and must say yes. Answers alike whether the new one has an account.</summary>
    [Function("ChangeEmail"), AllowSignedIn(Fresh = true), Weight(5)]
    public Task<IResult> ChangeEmail(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/email/change")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ChangeEmailRequest, Unit>(
            body => beginEmail.ExecuteAsync(context.Caller(), body.NewEmail, body.Password, context.CancellationToken), Answers.Accepted);

    /// <summary>One side's yes to another address, by the token of its mail.</summary>
    [Function("ConfirmEmailChange"), AllowAnonymous, Weight(5)]
    public Task<IResult> ConfirmEmail(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/email/change/confirm")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<TokenRequest, EmailChangeView>(
            async body => (await confirmEmail.ExecuteAsync(body.Token, context.CancellationToken)).Map(state => new EmailChangeView(state)), Answers.Ok);

    /// <summary>"This was not me": freezes the account by the token of a mail, until a new password is set by mail.</summary>
    [Function("FreezeAccount"), AllowAnonymous, Weight(5)]
    public Task<IResult> Freeze(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/auth/freeze")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<TokenRequest, Unit>(body => freeze.ExecuteAsync(body.Token, context.CancellationToken), Answers.Ok);
}
