using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.DemoPlayer;

/// <summary>Tokens of a signed-in person.</summary>
internal sealed record Session(string UserId, string AccessToken, string RefreshToken);

/// <summary>
/// What the player remembers, so that it can go on after any interruption: which steps are done, and the names under which
/// the step in hand did its work. Every change is on disk before the next request is sent.
/// </summary>
internal sealed class PlayState
{
    private string file = "";

    /// <summary>Makes this play's names differ from an earlier one's on the same host.</summary>
    public string RunId { get; init; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>The password of everyone whom this play registers.</summary>
    public string Password { get; init; } = $"walk-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>The steps that are done.</summary>
    public HashSet<string> Done { get; init; } = [];

    /// <summary>Signed-in people by e-mail.</summary>
    public Dictionary<string, Session> Sessions { get; init; } = [];

    /// <summary>Facts that later steps need: ids, chosen names.</summary>
    public Dictionary<string, string> Notes { get; init; } = [];

    /// <summary>Reads the folder's state, or begins a new one.</summary>
    public static PlayState Open(string dataFolder, bool resume)
    {
        Directory.CreateDirectory(dataFolder);
        var file = Path.Combine(dataFolder, "demo-player.json");
        var state = resume && File.Exists(file)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(file), PlayStateJson.Default.PlayState)!
            : new PlayState();
        state.file = file;
        state.Save();
        return state;
    }

    public bool Knows(string note) => Notes.ContainsKey(note);

    public void Note(string name, string value = "yes")
    {
        Notes[name] = value;
        Save();
    }

    public void Finish(string step)
    {
        Done.Add(step);
        Save();
    }

    public void SignIn(string email, Session? session)
    {
        if (session is null)
        {
            Sessions.Remove(email);
        }
        else
        {
            Sessions[email] = session;
        }

        Save();
    }

    private void Save()
    {
        var draft = file + ".new";
        using (var stream = PrivateFile.Open(draft, FileMode.Create))
        {
            JsonSerializer.Serialize(stream, this, PlayStateJson.Default.PlayState);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
    }
}

/// <summary>Files that only their owner may read: they hold a demo's passwords and tokens.</summary>
internal static class PrivateFile
{
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlayState))]
internal sealed partial class PlayStateJson : JsonSerializerContext;
