using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer;

/// <summary>Somebody who acts in the story.</summary>
internal sealed class Person(string name, string email, string password, string? secret = null)
{
    public string Name { get; } = name;

    public string Email { get; } = email;

    public string Password { get; } = password;

    /// <summary>The secret of a second factor that the person has from the start; null without.</summary>
    public string? Secret { get; } = secret;

    public override string ToString() => Name;
}

/// <summary>Signs people in, keeps them signed in, and asks the host in their name.</summary>
internal sealed class People(Api api, PlayState state)
{
    private readonly Dictionary<string, Authenticator> authenticators = [];

    /// <summary>The person's id; signs in when need be.</summary>
    public async Task<string> IdOfAsync(Person person) => (await SessionAsync(person)).UserId;

    public Task<Answer> GetAsync(Person person, string path) => AskAsync(person, HttpMethod.Get, path);

    public Task<Answer> PostAsync(Person person, string path, JsonNode? body, params (string Name, string Value)[] headers) =>
        AskAsync(person, HttpMethod.Post, path, body, headers);

    /// <summary>
    /// Asks as that person. A token that ran out is renewed once, a second factor set up or proved where one is asked for; any
    /// other refusal is the answer.
    /// </summary>
    public async Task<Answer> AskAsync(
        Person person, HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        var session = await SessionAsync(person);
        var answer = await api.SendAsync(method, path, body, session.AccessToken, headers);
        switch (answer)
        {
            case { Status: 401 }:
                session = await RefreshAsync(person, session) ?? await SignInAsync(person);
                return await api.SendAsync(method, path, body, session.AccessToken, headers);
            case { Code: "SECOND_FACTOR_REQUIRED" }:
                authenticators[person.Email] = await api.EnrolAsync(session.AccessToken, person.Password, secret => state.Note(SecretOf(person), secret));
                return await api.SendAsync(method, path, body, session.AccessToken, headers);
            case { Code: "STEP_UP_REQUIRED" }:
                await api.StepUpAsync(session.AccessToken, AuthenticatorOf(person)!);
                return await api.SendAsync(method, path, body, session.AccessToken, headers);
            default:
                return answer;
        }
    }

    /// <summary>Signs in with e-mail and password.</summary>
    public async Task<Session> SignInAsync(Person person)
    {
        var answer = await TrySignInAsync(person);
        return Keep(person, answer.Expect(200));
    }

    /// <summary>Asks to sign in; the session is kept when the answer is 200.</summary>
    public async Task<Answer> TrySignInAsync(Person person)
    {
        var answer = await api.SignInAsync(person.Email, person.Password, AuthenticatorOf(person));
        if (answer.Status == 200)
        {
            Keep(person, answer);
        }

        return answer;
    }

    /// <summary>Forgets the session, so that the next request signs in anew (and brings new roles).</summary>
    public void Forget(Person person) => state.SignIn(person.Email, null);

    private static string SecretOf(Person person) => $"second factor of {person.Email}";

    private Authenticator? AuthenticatorOf(Person person)
    {
        if (authenticators.TryGetValue(person.Email, out var known))
        {
            return known;
        }

        var secret = state.Notes.GetValueOrDefault(SecretOf(person)) ?? person.Secret;
        return secret is null ? null : authenticators[person.Email] = new Authenticator(secret);
    }

    private async Task<Session> SessionAsync(Person person) =>
        state.Sessions.GetValueOrDefault(person.Email) ?? await SignInAsync(person);

    private async Task<Session?> RefreshAsync(Person person, Session session)
    {
        var answer = await api.PostAsync("api/v1/auth/refresh", new JsonObject { ["refreshToken"] = session.RefreshToken });
        return answer.Status == 200 ? Keep(person, answer) : null;
    }

    private Session Keep(Person person, Answer answer)
    {
        var session = new Session(answer["userId"], answer["accessToken"], answer["refreshToken"]);
        state.SignIn(person.Email, session);
        return session;
    }
}
