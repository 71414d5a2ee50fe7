import * as z from 'zod';

/** Friends that a channel must have before Kakao lets it write to others (Naver Cloud, BrandMessage overview). */
export const FRIENDS_NEEDED = 50_000;

/** `settings.kakao`: Brand Messages. The channel itself is `sms.kakaoChannel`, AlimTalk goes from it as well. */
export const kakaoSettingsSchema = z.strictObject({
  /** Friends that the channel has, as its admin centre says. */
  friends: z.number().int().min(0).nullable().default(null),
  /**
   * How and when Kakao let the channel write to people who are no friends of it (targeting M and N): it asks for the business number, proof of
   * consent that names ads through Kakao, and a free 080 number on the channel.
   */
  approval: z.string().trim().min(1).max(200).nullable().default(null),
  /** Trait that says (true or false) whether a person is a friend of the channel; who has none is left to Kakao. */
  friendTrait: z.string().min(1).max(100).default('kakaoFriend'),
});
export type KakaoSettings = z.infer<typeof kakaoSettingsSchema>;

/** What keeps a channel from writing to people who are no friends of it. */
export const strangersFault = ({ friends, approval }: KakaoSettings): 'friends' | 'approval' | undefined => {
  if (friends === null || friends < FRIENDS_NEEDED) return 'friends';
  return approval === null ? 'approval' : undefined;
};
