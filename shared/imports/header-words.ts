/** What a column can be, whatever kind of rows it stands in. */
export const ROLES = [
  'orderId',
  'lineId',
  'timestamp',
  'userId',
  'phone',
  'email',
  'name',
  'lineTotal',
  'orderTotal',
  'refunded',
  'price',
  'quantity',
  'productName',
  'productId',
  'sku',
  'variant',
  'category',
  'brand',
  'currency',
  'coupon',
  'status',
  'consent.sms.ad',
  'consent.sms.ad.night',
  'consent.email.ad',
  'consent',
  'consent.at',
  'event',
  'birthday',
  'gender',
  'grade',
  'joinedAt',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * Names of columns in plain form (`plainName`), best first. A name that ends or begins a longer one counts less than one
 * that is the whole.
 */
export const WORDS: Readonly<Record<Role, readonly string[]>> = {
  orderId:
    '주문번호 주문id 주문코드 주문no ordernumber orderid orderno invoice invoiceno receiptno 거래번호 영수증번호'.split(
      ' ',
    ),
  lineId: '상품주문번호 품목별주문번호 lineitemid orderitemid 주문상세번호'.split(' '),
  timestamp:
    '주문일시 주문일자 주문일 주문날짜 주문시간 결제일시 결제일자 결제일 결제일시(입금확인일) 구매일시 구매일 거래일시 거래일 판매일 일시 날짜 orderdate ordertime createdat paidat purchasedate datetime invoicedate timestamp eventtime date time'.split(
      ' ',
    ),
  userId:
    '회원아이디 회원id 주문자아이디 주문자id 구매자아이디 구매자id 고객아이디 고객id 회원번호 고객번호 아이디 customerid userid memberid customerno membershipid customer user'.split(
      ' ',
    ),
  phone:
    '휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰 핸드폰번호 주문자휴대전화 주문자휴대폰 주문자핸드폰번호 구매자연락처 주문자연락처 연락처 전화번호 전화 phone phonenumber mobile mobilephone cellphone tel'.split(
      ' ',
    ),
  email: '이메일 이메일주소 메일 메일주소 주문자이메일 구매자이메일 전자우편 email emailaddress mail'.split(' '),
  name: '이름 성명 고객명 회원명 주문자명 주문자 주문자이름 구매자명 구매자 customername fullname membername billingname'.split(
    ' ',
  ),
  lineTotal:
    '최종상품별총주문금액 상품별총주문금액 상품구매금액 품목별결제금액 상품별총결제금액 총품목결제금액 linetotal lineamount itemtotal'.split(
      ' ',
    ),
  orderTotal:
    '결제금액 총결제금액 실결제금액 총실결제금액 최종결제금액 주문금액 총주문금액 구매금액 판매금액 매출액 매출 합계금액 총액 합계 금액 total grandtotal ordertotal totalprice amount revenue sum paid sales'.split(
      ' ',
    ),
  refunded: '환불금액 실제환불금액 총환불금액 취소금액 refundedamount refundamount refunded'.split(' '),
  price: '판매가 판매단가 단가 상품가격 상품금액 상품판매가 정가 unitprice price itemprice lineitemprice'.split(' '),
  quantity: '수량 주문수량 구매수량 상품수량 개수 quantity qty count lineitemquantity units'.split(' '),
  productName:
    '상품명 주문상품명 주문상품 제품명 품명 품목명 상품 productname product itemname item lineitemname description'.split(
      ' ',
    ),
  productId: '상품코드 상품번호 제품코드 제품번호 상품id productid productcode stockcode itemid itemcode'.split(' '),
  sku: '상품품목코드 품목코드 자체상품코드 판매자상품코드 sku lineitemsku variantsku'.split(' '),
  variant: '옵션 옵션정보 상품옵션 옵션명 선택옵션 option variant optionname'.split(' '),
  category: '카테고리 분류 상품분류 대분류 category productcategory'.split(' '),
  brand: '브랜드 브랜드명 brand vendor'.split(' '),
  currency: '통화 화폐 결제통화 currency currencycode'.split(' '),
  coupon: '쿠폰 쿠폰명 쿠폰코드 사용쿠폰 coupon couponcode discountcode'.split(' '),
  status: '주문상태 처리상태 주문상태명 상태 orderstatus financialstatus status'.split(' '),
  'consent.sms.ad':
    '문자수신동의 sms수신동의 문자수신여부 sms수신여부 sms수신 문자수신 sms동의 문자광고수신동의 smsconsent smsoptin acceptssms'.split(
      ' ',
    ),
  'consent.sms.ad.night': '야간수신동의 야간문자수신동의 야간광고수신동의 야간수신 nightconsent'.split(' '),
  'consent.email.ad':
    '이메일수신동의 메일수신동의 이메일수신여부 메일수신여부 이메일수신 메일수신 뉴스레터 뉴스레터수신 이메일광고수신동의 emailconsent emailoptin newsletter acceptsemail'.split(
      ' ',
    ),
  consent:
    '수신동의 수신여부 수신동의여부 마케팅동의 마케팅수신동의 마케팅수신 광고수신동의 광고성정보수신동의 마케팅활용동의 acceptsmarketing marketingconsent optin consent subscribed'.split(
      ' ',
    ),
  'consent.at': '수신동의일 수신동의일시 동의일시 동의일 마케팅동의일 consentdate consentat optindate'.split(' '),
  event: '이벤트 이벤트명 행동 event eventname eventtype behavior action'.split(' '),
  birthday: '생년월일 생일 birthday birthdate dateofbirth'.split(' '),
  gender: '성별 gender sex'.split(' '),
  grade: '회원등급 등급 고객등급 주문시회원등급 grade tier membershiplevel'.split(' '),
  joinedAt: '가입일 가입일시 회원가입일 가입일자 joinedat signupdate registeredat'.split(' '),
};

/** Who receives or sells is not who bought. */
export const OTHERS = /수령|수취|받는|배송|판매자|입점|담당|신청자|recipient|shipping|ship to|seller|vendor phone/u;
