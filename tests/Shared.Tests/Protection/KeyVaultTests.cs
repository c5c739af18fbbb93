using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using CryptoVault.Adapters.KeyVault;
using CryptoVault.Security;

namespace CryptoVault.Shared.Tests.Protection;

/// <summary>The Key Vault adapter over a stand-in that answers as the REST documentation of Key Vault says (api-version 7.4).</summary>
public sealed class KeyVaultTests
{
    private static readonly byte[] DataKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public async Task WrapAndUnwrap_OverARotation_GiveTheKeyBackFromItsOwnVersion()
    {
        using var vault = new Vault();
        var keys = vault.Keys();

        var wrapped = await keys.WrapAsync(DataKey, "data-key:ana");
        var rotated = await keys.RotateWrappingKeyAsync();
        var next = await keys.WrapAsync(DataKey, "data-key:ana");

        Assert.NotEqual(wrapped.KeyId, next.KeyId);
        Assert.Equal(rotated, next.KeyId);
        Assert.Equal(DataKey, await keys.UnwrapAsync(wrapped, "data-key:ana"));
        Assert.Equal(DataKey, await keys.UnwrapAsync(next, "data-key:ana"));
        await Assert.ThrowsAsync<ServiceKeysException>(async () => await keys.UnwrapAsync(wrapped, "data-key:ben"));
        Assert.All(vault.Tokens, token => Assert.Equal("Bearer test-token", token));
    }

    [Fact]
    public async Task Sign_AndVerify_HoldForThisTextOnly()
    {
        using var vault = new Vault();
        var keys = vault.Keys();

        var signature = await keys.SignAsync("head"u8.ToArray());

        Assert.True(await keys.VerifyAsync("head"u8.ToArray(), signature));
        Assert.False(await keys.VerifyAsync("tail"u8.ToArray(), signature));
    }

    [Fact]
    public async Task Unwrap_WithAKeyOfAnotherVault_SendsNothingThere()
    {
        using var vault = new Vault();
        var keys = vault.Keys();

        await Assert.ThrowsAsync<ServiceKeysException>(async () => await keys.UnwrapAsync(new WrappedKey("https://evil.example/keys/data-key-wrapping/1", "x"), "p"));
        Assert.False(await keys.VerifyAsync("head"u8.ToArray(), new SealSignature("https://evil.example/keys/audit-seal/1", Convert.ToBase64String(new byte[64]))));

        Assert.Empty(vault.Tokens);
    }

    [Fact]
    public async Task Wrap_WhileTheVaultRefuses_SaysSo()
    {
        using var vault = new Vault { Refuses = HttpStatusCode.Forbidden };

        await Assert.ThrowsAsync<ServiceKeysException>(async () => await vault.Keys().WrapAsync(DataKey, "p"));
    }

    private sealed class Vault : HttpMessageHandler
    {
        private readonly List<RSA> wrapping = [RSA.Create(2048)];
        private readonly ECDsa sealing = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public List<string> Tokens { get; } = [];

        public HttpStatusCode? Refuses { get; init; }

        public KeyVaultServiceKeys Keys()
        {
            var options = new KeyVaultOptions { Vault = new Uri("https://kv.example") };
            return new KeyVaultServiceKeys(new KeyVaultClient(new HttpClient(this, disposeHandler: false), new Credential(), options, TimeProvider.System), options, TimeProvider.System);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Tokens.Add($"{request.Headers.Authorization}");
            if (Refuses is { } status)
            {
                return new HttpResponseMessage(status);
            }

            Assert.Equal("?api-version=7.4", request.RequestUri!.Query);
            var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
            var answer = Answer(request.RequestUri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries), body);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json") };
        }

        protected override void Dispose(bool disposing)
        {
            wrapping.ForEach(key => key.Dispose());
            sealing.Dispose();
            base.Dispose(disposing);
        }

        private JsonObject Answer(string[] path, JsonNode? body)
        {
            byte[] Bytes(string name) => Base64Url.DecodeFromChars((string)body![name]!);
            JsonObject Result(byte[] value) => new() { ["kid"] = $"https://kv.example/{string.Join('/', path[..3])}", ["value"] = Base64Url.EncodeToString(value) };
            JsonObject Bundle(string name, int version) => new() { ["key"] = new JsonObject { ["kid"] = $"https://kv.example/keys/{name}/{version}" } };
            switch (path)
            {
                case ["keys", "data-key-wrapping"]:
                    return Bundle("data-key-wrapping", wrapping.Count - 1);
                case ["keys", "audit-seal"]:
                    return Bundle("audit-seal", 0);
                case ["keys", "data-key-wrapping", "rotate"]:
                    wrapping.Add(RSA.Create(2048));
                    return Bundle("data-key-wrapping", wrapping.Count - 1);
                case [_, _, var version, "wrapkey"]:
                    return Result(wrapping[int.Parse(version)].Encrypt(Bytes("value"), RSAEncryptionPadding.OaepSHA256));
                case [_, _, var version, "unwrapkey"]:
                    return Result(wrapping[int.Parse(version)].Decrypt(Bytes("value"), RSAEncryptionPadding.OaepSHA256));
                case [_, _, _, "sign"]:
                    return Result(sealing.SignHash(Bytes("value")));
                case [_, _, _, "verify"]:
                    return new JsonObject { ["value"] = sealing.VerifyHash(Bytes("digest"), Bytes("value")) };
                default:
                    throw new InvalidOperationException(string.Join('/', path));
            }
        }
    }

    private sealed class Credential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("test-token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
