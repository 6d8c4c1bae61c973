/** What tests use of the server that stands for S3; it brings no types. */
declare module 's3rver' {
  /** A server on an address of this machine, over a folder. */
  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      configureBuckets: { name: string }[];
    });
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
