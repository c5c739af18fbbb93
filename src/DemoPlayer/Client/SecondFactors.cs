using System.Text.Json.Nodes;

namespace CryptoVault.DemoPlayer.Client;

/// <summary>The requests about second factors.</summary>
internal static class SecondFactors
{
    private const int MostTries = 4;

    /// <summary>Signs in, with the second step where the host asks for it and there is an authenticator. The last answer.</summary>
    public static async Task<Answer> SignInAsync(this Api api, string email, string password, Authenticator? authenticator = null)
    {
        var answer = await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = email, ["password"] = password });
        return answer.Status == 202 && authenticator is not null
            ? await ProveAsync(authenticator, code => api.PostAsync("api/v1/auth/login/second-factor", new JsonObject { ["challenge"] = answer["challenge"], ["code"] = code }))
            : answer;
    }

    /// <summary>Sets a second factor up; <paramref name="keep"/> hears of the secret before it is in force.</summary>
    public static async Task<Authenticator> EnrolAsync(this Api api, string token, string password, Action<string>? keep = null)
    {
        var made = (await api.PostAsync("api/v1/auth/2fa/setup", new JsonObject { ["password"] = password }, token)).Expect(200);
        keep?.Invoke(made["secret"]);
        var authenticator = new Authenticator(made["secret"]);
        (await ProveAsync(authenticator, code => api.PostAsync("api/v1/auth/2fa/enable", new JsonObject { ["code"] = code }, token))).Expect(200);
        return authenticator;
    }

    /// <summary>Proves the second factor for what needs a fresh proof.</summary>
    public static async Task StepUpAsync(this Api api, string token, Authenticator authenticator) =>
        (await ProveAsync(authenticator, code => api.PostAsync("api/v1/auth/step-up", new JsonObject { ["code"] = code }, token))).Expect(200);

    /// <summary>Sends a code; another one when it is refused, as an earlier program may have used it.</summary>
    private static async Task<Answer> ProveAsync(Authenticator authenticator, Func<string, Task<Answer>> send)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await send(await authenticator.NextCodeAsync());
            if (answer.Code != "INVALID_SECOND_FACTOR" || tries == MostTries)
            {
                return answer;
            }
        }
    }
}
