using CryptoVault.Accounts.Passwords;

namespace CryptoVault.Shared.Tests.Accounts;

public sealed class LowPriorityTests
{
    [Fact]
    public void Enter_OnLinux_LowersThisThreadAndNoOther()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var (lowered, other) = ("", "");
        var thread = new Thread(() =>
        {
            LowPriority.Enter();
            lowered = Nice();
        });
        thread.Start();
        thread.Join();
        var another = new Thread(() => other = Nice());
        another.Start();
        another.Join();

        Assert.Equal("5", lowered);
        Assert.Equal("0", other);
    }

    /// <summary>The 19th field of proc_pid_stat(5); the second one, in brackets, may have blanks.</summary>
    private static string Nice()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16];
    }
}
