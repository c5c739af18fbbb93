using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CryptoVault.Accounts.Passkeys;

/// <summary>The first half of a ceremony.</summary>
/// <param name="State">To be sent back with what the authenticator answers.</param>
/// <param name="OptionsJson">What <c>navigator.credentials</c> takes, as JSON.</param>
public sealed record PasskeyChallenge(string State, string OptionsJson);

/// <summary>The authenticator's answer is not that to the challenge, or the challenge is too old or was answered before.</summary>
public sealed record InvalidPasskey()
    : Error(ErrorKind.Unauthenticated, "INVALID_PASSKEY", "The passkey was not accepted: it is not known here, the answer is not that to the challenge, or the challenge is too old.");

/// <summary>An authenticator's answer that was found to be right.</summary>
/// <param name="UserId">Whose passkey it is.</param>
/// <param name="Info">The passkey in its new state.</param>
/// <param name="StateHash">What is kept of the challenge.</param>
internal sealed record ProvedPasskey(string UserId, UserPasskeyInfo Info, string StateHash);

/// <summary>
/// The WebAuthn ceremonies, by ASP.NET Core Identity's passkey support. User verification is required, so a passkey is two
/// factors by itself. Each challenge can be answered once: whoever admits an answer spends it in the same commit.
/// </summary>
public sealed class PasskeyCeremonies : IDisposable
{
    private const string Login = "login";

    private readonly UserManager<PasskeyUser> users;
    private readonly PasskeyHandler<PasskeyUser> handler;
    private readonly PasskeyStates states;

    /// <summary>Creates the ceremonies.</summary>
    public PasskeyCeremonies(
        IDocumentStore store, PasskeyStates states, AccountOptions options, ILogger<UserManager<PasskeyUser>> logger, PersonalKeys? personal = null)
    {
        this.states = states;
        users = new UserManager<PasskeyUser>(new PasskeyUsers(store, personal), null!, null!, [], [], null!, new IdentityErrorDescriber(), null!, logger);
        handler = new PasskeyHandler<PasskeyUser>(users, Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = options.PasskeyDomain.Length > 0 ? options.PasskeyDomain : null,
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "preferred",
            AuthenticatorTimeout = PasskeyStates.Lifetime,
            ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && IsServed(context.Origin, context.HttpContext.Request, options)),
        }));
    }

    /// <summary>Begins to add a passkey.</summary>
    public async Task<PasskeyChallenge> BeginAddingAsync(PasskeyUser user, HttpContext http)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = user.UserId, Name = user.Email, DisplayName = user.Email }, http);
        return new PasskeyChallenge(states.Seal(made.AttestationState ?? "", AddingOf(user.UserId)), made.CreationOptionsJson);
    }

    /// <summary>Begins a proof: by any passkey, or by those of a user.</summary>
    public async Task<PasskeyChallenge> BeginProofAsync(PasskeyUser? user, HttpContext http)
    {
        var made = await handler.MakeRequestOptionsAsync(user!, http);
        return new PasskeyChallenge(states.Seal(made.AssertionState ?? "", user is null ? Login : StepUpOf(user.UserId)), made.RequestOptionsJson);
    }

    /// <summary>Checks the answer to <see cref="BeginAddingAsync"/>.</summary>
    internal async Task<Result<ProvedPasskey>> FinishAddingAsync(string userId, string state, string credentialJson, HttpContext http)
    {
        if (states.Open(state, AddingOf(userId)) is not { } attestation)
        {
            return new InvalidPasskey();
        }

        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http, CredentialJson = credentialJson, AttestationState = attestation });
        return result.Succeeded && result.UserEntity.Id == userId ? new ProvedPasskey(userId, result.Passkey, PasskeyStates.HashOf(state)) : new InvalidPasskey();
    }

    /// <summary>Checks the answer to <see cref="BeginProofAsync"/>.</summary>
    /// <param name="userId">The user that it was begun for; null when it was begun for nobody.</param>
    /// <param name="state">The state of the challenge.</param>
    /// <param name="credentialJson">What the authenticator answered.</param>
    /// <param name="http">The request.</param>
    internal async Task<Result<ProvedPasskey>> FinishProofAsync(string? userId, string state, string credentialJson, HttpContext http)
    {
        if (states.Open(state, userId is null ? Login : StepUpOf(userId)) is not { } assertion)
        {
            return new InvalidPasskey();
        }

        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = http, CredentialJson = credentialJson, AssertionState = assertion });
        return result.Succeeded && (userId is null || result.User.UserId == userId)
            ? new ProvedPasskey(result.User.UserId, result.Passkey, PasskeyStates.HashOf(state))
            : new InvalidPasskey();
    }

    /// <inheritdoc />
    public void Dispose() => users.Dispose();

    /// <summary>Pages of this host, and those that are configured. Plain HTTP only on the own machine, as browsers have it.</summary>
    private static bool IsServed(string origin, HttpRequest request, AccountOptions options) =>
        options.PasskeyOrigins.Contains(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback));

    private static string AddingOf(string userId) => $"add:{userId}";

    private static string StepUpOf(string userId) => $"step-up:{userId}";
}
