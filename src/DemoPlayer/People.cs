using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer;

/// <summary>Somebody who acts in the story.</summary>
internal sealed class Person(string name, string email, string password)
{
    public string Name { get; } = name;

    public string Email { get; } = email;

    public string Password { get; } = password;

    public override string ToString() => Name;
}

/// <summary>Signs people in, keeps them signed in, and asks the host in their name.</summary>
internal sealed class People(Api api, PlayState state)
{
    /// <summary>The person's id; signs in when need be.</summary>
    public async Task<string> IdOfAsync(Person person) => (await SessionAsync(person)).UserId;

    public Task<Answer> GetAsync(Person person, string path) => AskAsync(person, HttpMethod.Get, path);

    public Task<Answer> PostAsync(Person person, string path, JsonNode? body, params (string Name, string Value)[] headers) =>
        AskAsync(person, HttpMethod.Post, path, body, headers);

    /// <summary>Asks as that person. A token that ran out is renewed once; any other refusal is the answer.</summary>
    public async Task<Answer> AskAsync(
        Person person, HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        var session = await SessionAsync(person);
        var answer = await api.SendAsync(method, path, body, session.AccessToken, headers);
        if (answer.Status != 401)
        {
            return answer;
        }

        session = await RefreshAsync(person, session) ?? await SignInAsync(person);
        return await api.SendAsync(method, path, body, session.AccessToken, headers);
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
        var answer = await api.PostAsync(
            "api/v1/auth/login", new JsonObject { ["email"] = person.Email, ["password"] = person.Password });
        if (answer.Status == 200)
        {
            Keep(person, answer);
        }

        return answer;
    }

    /// <summary>Forgets the session, so that the next request signs in anew (and brings new roles).</summary>
    public void Forget(Person person) => state.SignIn(person.Email, null);

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
