using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Load.Orders;

/// <summary>A customer who places orders, with the token and request head that all of its requests share.</summary>
internal sealed class LoadUser(string email, string password, string token, string refreshToken, IPEndPoint host)
{
    private const int MostAtATime = 4;

    public string Email { get; } = email;

    public string Password { get; } = password;

    public string Token { get; } = token;

    /// <summary>The one that came with the sign-in.</summary>
    public string RefreshToken { get; } = refreshToken;

    /// <summary>Everything of an order request before the value of its Content-Length.</summary>
    public byte[] PlaceHead { get; } = Encoding.ASCII.GetBytes(
        $"POST /api/v1/orders HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: ");

    /// <summary>The request that reads one of its orders.</summary>
    public byte[] ReadRequest(Guid orderId) => Encoding.ASCII.GetBytes(
        $"GET /api/v1/orders/{orderId} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {Token}\r\n\r\n");

    /// <summary>Signs in the users that the host was started with.</summary>
    public static async Task<LoadUser[]> SignInAsync(Api api, MeasuredHost host, int count)
    {
        var file = Path.Combine(host.DataFolder, "load-users.json");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var credentials = document.RootElement.EnumerateArray()
            .Select(user => (Email: user.TextOf("email"), Password: user.TextOf("password"))).Take(count).ToList();
        if (credentials.Count < count)
        {
            throw new UnexpectedException(file, $"{count} users", $"{credentials.Count}");
        }

        var users = new LoadUser[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtATime };
        await Parallel.ForAsync(0, count, options, async (index, _) =>
        {
            var (email, password) = credentials[index];
            var answer = await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = email, ["password"] = password });
            users[index] = new LoadUser(email, password, answer.Expect(200)["accessToken"], answer["refreshToken"], host.EndPoint);
        });
        return users;
    }
}
