using System.IO.MemoryMappedFiles;

namespace CryptoVault.DurableKill;

/// <summary>
/// Counts what is under way in a file mapped into memory: its last state is still there after the process was killed.
/// </summary>
internal sealed unsafe class InFlight : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly int* count;

    private InFlight(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, sizeof(int));
        view = file.CreateViewAccessor(0, sizeof(int));
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        count = (int*)start;
    }

    public static InFlight Open(string folder) => new(Path.Combine(folder, "in-flight"));

    public int Count => Volatile.Read(ref *count);

    public void Reset() => Volatile.Write(ref *count, 0);

    public void Enter() => Interlocked.Increment(ref *count);

    public void Leave() => Interlocked.Decrement(ref *count);

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
