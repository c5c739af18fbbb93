using System.Text;
using SQLitePCL;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>A prepared statement. Parameters count from 1, columns from 0. Used by one thread at a time.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int ScratchBytes = 4 * 1024;

    [ThreadStatic]
    private static byte[]? scratch;

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(handle, parameter, value));

    public void BindNull(int parameter) => Check(raw.sqlite3_bind_null(handle, parameter));

    public void BindText(int parameter, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty // whose address would be taken for NULL
            ? raw.sqlite3_bind_text(handle, parameter, "")
            : raw.sqlite3_bind_text(handle, parameter, utf8));

    public void BindBlob(int parameter, ReadOnlySpan<byte> bytes) => Check(raw.sqlite3_bind_blob(handle, parameter, bytes));

    public void BindText(int parameter, string text)
    {
        if (text.Length > ScratchBytes / 3)
        {
            BindText(parameter, Encoding.UTF8.GetBytes(text));
            return;
        }

        scratch ??= new byte[ScratchBytes];
        var length = Encoding.UTF8.GetBytes(text, scratch);
        BindText(parameter, scratch.AsSpan(0, length));
    }

    /// <summary>Binds a string or a long.</summary>
    public void BindValue(int parameter, object value)
    {
        if (value is string text)
        {
            BindText(parameter, text);
        }
        else
        {
            Bind(parameter, (long)value);
        }
    }

    /// <summary>Runs to the next row; false at the end.</summary>
    /// <exception cref="SqliteFailure">The step failed.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw connection.Failure(code),
        };
    }

    /// <summary>Runs a statement that returns no rows and makes it ready for the next use.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>As <see cref="Run"/>; returns how many rows were changed.</summary>
    public int RunChanges()
    {
        Run();
        return connection.Changes;
    }

    /// <summary>Makes the statement ready for the next use. An error of the last step is not repeated here.</summary>
    public void Reset() => _ = raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Bytes of a text or blob column, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string GetString(int column) => Encoding.UTF8.GetString(GetBytes(column));

    /// <summary>True when the column holds this text.</summary>
    public bool TextEquals(int column, string text)
    {
        scratch ??= new byte[ScratchBytes];
        return text.Length <= ScratchBytes / 3 && GetBytes(column).SequenceEqual(scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, scratch)));
    }

    /// <summary>A string or long.</summary>
    public object GetValue(int column) =>
        raw.sqlite3_column_type(handle, column) == raw.SQLITE_INTEGER ? GetInt64(column) : GetString(column);

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw connection.Failure(code);
        }
    }
}
